import{ao as o}from"./index-BpLhyiTB.js";const e=o().video;export{e as t};
