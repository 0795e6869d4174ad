import{ap as t}from"./index-D10kQ_9V.js";const e=t().video;export{e as t};
