"""Words too common to say what a text is about, for the languages that are stemmed here."""

STOPWORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
            a about above after again all also am an and any are aren't as at be because been before being below between
            both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each even few
            for from further get gets go goes going gonna got had hadn't has hasn't have haven't having he he'd he'll
            he's her here here's hers herself him himself his how i i'd i'll i'm i've if in into is isn't it it's its
            itself just kind know let let's like lot may maybe me mean might mine more most much must my myself no nor
            not now of off oh ok okay on once one only onto or other our ours out over own please quite rather really
            right said same say says see shall she she's should shouldn't so some something such than that that's the
            their theirs them themselves then there there's these they they'd they'll they're they've thing things this
            those through to too under until up upon us very want was wasn't way we we'd we'll we're we've well were
            weren't what what's when where which while who whom whose why will with within without won't would wouldn't
            yeah yes yet you you'd you'll you're you've your yours yourself
        """,
        "ru": """
            а без более будем будет будете будешь буду будут бы был была были было быть в вам вами вас ваш ваша ваше
            ваши вдруг ведь весь во вот впрочем все всегда всего всей всем всех всю всё вся вы где да давай даже для до
            его ее ей ему если есть ещё еще её же за здесь и из или им ими их к каждый как какая какие какой когда кого
            ком кому который которая которые которое кто куда ли лишь либо меня мне много мной могу может можно мой моя
            моё мои мы на над надо нам нами нас наш наша наше наши не него нее ней нельзя нет неё ни нибудь ним ними них
            ничего но ну нужно о об один она они оно от очень перед по под пока после потом потому почти при про просто
            раз с сам сама сами само свой своя свои своего своей себе себя сейчас со так также такая такие такой там те
            тебе тебя тем теперь то тобой тогда того тоже той только том тому тот точно три ту тут ты у уж уже хоть
            хорошо хотя чего чей чем через что чтоб чтобы чтото чуть эта эти этим этих это этого этой этом этот эту я
        """,
        "de": """
            aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei bin bis bist da damit
            dann das dass dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort
            du durch ein eine einem einen einer eines einfach er es etwas euch euer für gegen gewesen gibt hab habe
            haben hast hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihren im immer in ins ist ja jede
            jeden jeder jetzt kann kannst kein keine keinen können könnte machen mal man mehr mein meine mich mir mit
            muss müssen nach nein nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinen seit sich sie sind
            so soll sollte sondern sonst über um und uns unser unter viel vom von vor war waren warum was weg weil
            weiter welche wenn wer werde werden wie wieder will wir wird wirst wo wollen worden wurde wurden würde zu
            zum zur zwischen
        """,
        "fr": """
            à ai aie ainsi alors après as au aucun aussi autre aux avait avant avec avez avoir avons bien bon c'est ça
            car ce ceci cela celle celui ces cet cette ceux chaque chez chose comme comment dans de depuis des deux doit
            donc du elle elles en encore entre es est et étaient était étant été être eu eux fait faire faut fois font
            hors ici il ils j'ai je jusque la là laquelle le lequel les leur leurs lui ma mais me même mes moi moins mon
            n'est ne ni non nos notre nous on ont ou où oui par parce pas peu peut peux plus pour pourquoi quand que
            quel quelle quels qui quoi qu'il qu'on rien sa sans se sera ses si son sont sous suis sur ta te tes toi ton
            tous tout toute toutes très trop tu un une va vais vers veux voilà vos votre vous vraiment y
        """,
        "es": """
            a acá ahí ahora al algo alguien algún alguna algunos allí ante antes aquel aquí así aunque bien bueno cada
            casi como cómo con contra cual cuál cuando cuándo cuanto de del desde donde dónde dos e el él ella ellas
            ellos en entonces entre era eran eres es esa esas ese eso esos esta está están estar estas este esto estos
            estoy fue fueron ha hace hacer hacia han hasta hay he la las le les lo los más me mejor menos mi mí mientras
            mis mismo mucho muy nada ni no nos nosotros nuestra nuestro nunca o os otra otro otros para pero poco por
            porque pues puede puedo que qué quien quién quiero se sea ser si sí sido siempre sin sobre solo sólo son soy
            su sus también tan tanto te tener tengo ti tiene tienen tienes todo toda todos tu tú tus un una uno unos
            usted va vamos vez voy y ya yo
        """,
        "it": """
            a abbiamo ad adesso ai al alla alle allora altro anche ancora avere aveva bene che chi ci ciò come con cosa
            così cui da dai dal dalla davvero degli dei del della delle dello di dopo dove due e è ecco ed era erano
            essa essere esso fa fare fatto fino fra già gli ha hai hanno ho i il in io la là le lei li lo loro lui ma me
            meno mi mia mie mio molto ne nei nel nella nelle nello noi non nostra nostro o ogni oh ora per perché perciò
            però più poco poi prima proprio può qua quale quando quanto quella quelle quelli quello questa queste questi
            questo qui se sei sempre senza si sì sia siamo siete solo sono sopra sta stai stata stato stesso sto su sua
            sul sulla suo suoi tra troppo tu tua tue tuo tutta tutte tutti tutto un una uno va vi voi vostro vuoi
        """,
        "pt": """
            a agora aí ainda algo alguém algum alguma ali ao aos apenas aquela aquele aqui aquilo as assim até bem cada
            coisa com como contra da das de dela dele deles depois desde dessa desse desta deste do dois dos e é ela
            elas ele eles em então entre era eram essa esse esta está estamos estão estar estava este estes estou eu faz
            fazer foi for foram há isso isto já la lá lhe mais mas me menos mesmo meu meus minha muito na não nas nem
            nessa nesse nesta neste no nós nos nossa nosso num numa nunca o onde os ou outra outro para pela pelo per
            pode por porque pouco pra quais qual quando quanto que quê quem quer são se sem sempre ser seu seus sim só
            sobre sou sua suas também tão te tem têm tenho ter tinha tive todo todos tu tua tudo um uma vai você vocês
            vos vou
        """,
        "nl": """
            aan al alle alles als altijd ben bent bij daar dan dat de deze die dit doch doen door dus een eens en er ge
            geen goed had heb hebben hebt heeft heel hem hen het hier hij hoe hun ik in is ja je jij jou jouw jullie kan
            kon kunnen maar me mee meer men met mij mijn moet moeten na naar nee niet niets nog nou nu of om omdat onder
            ons onze ook op over te tegen toch toen tot u uit uw van veel voor waar waarom want waren was wat we weer
            wel werd wezen wie wij wil willen worden wordt zal ze zei zelf zich zij zijn zo zonder zou
        """,
    }.items()
}
