<<<<<<<< HEAD:web/dist/assets/decide-Bu3Y1yIE.js
import{r as a,N as n,M as t,D as i}from"./index-BWUWsEtL.js";async function f(r,s,e){try{const o=(await s())?.decisions??[];return a.say(r,o.length?()=>c(o,e):void 0),!0}catch(o){return a.fail(n(o)),!1}}async function c(r,s){try{for(const e of[...r].reverse())await t("POST",`/decisions/${encodeURIComponent(e)}/undo`);i.revision+=1,s?.()}catch(e){a.fail(n(e))}}export{f as d,c as u};
========
import{r as a,O as n,N as t,D as i}from"./index-CpUzib2S.js";async function f(r,s,e){try{const o=(await s())?.decisions??[];return a.say(r,o.length?()=>c(o,e):void 0),!0}catch(o){return a.fail(n(o)),!1}}async function c(r,s){try{for(const e of[...r].reverse())await t("POST",`/decisions/${encodeURIComponent(e)}/undo`);i.revision+=1,s?.()}catch(e){a.fail(n(e))}}export{f as d,c as u};
>>>>>>>> 92e47b3 (Drive the page in a real browser: every view, and the search by keys alone):web/dist/assets/decide-BTxkWxa7.js
