import{ap as t}from"./index-BjhMTDsK.js";const e=t().video;export{e as t};
