<<<<<<<< HEAD:web/dist/assets/decide-B_NfzX2G.js
import{r as a,O as n,N as t,D as i}from"./index-BsJX3rAD.js";async function f(r,s,e){try{const o=(await s())?.decisions??[];return a.say(r,o.length?()=>c(o,e):void 0),!0}catch(o){return a.fail(n(o)),!1}}async function c(r,s){try{for(const e of[...r].reverse())await t("POST",`/decisions/${encodeURIComponent(e)}/undo`);i.revision+=1,s?.()}catch(e){a.fail(n(e))}}export{f as d,c as u};
========
import{r as a,O as n,N as t,D as i}from"./index-BYDEpdpx.js";async function f(r,s,e){try{const o=(await s())?.decisions??[];return a.say(r,o.length?()=>c(o,e):void 0),!0}catch(o){return a.fail(n(o)),!1}}async function c(r,s){try{for(const e of[...r].reverse())await t("POST",`/decisions/${encodeURIComponent(e)}/undo`);i.revision+=1,s?.()}catch(e){a.fail(n(e))}}export{f as d,c as u};
>>>>>>>> a6c4bbc (Build the page):web/dist/assets/decide-BzCztFXj.js
