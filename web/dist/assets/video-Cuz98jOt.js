import{ao as o}from"./index-DdbS4VK_.js";const e=o().video;export{e as t};
