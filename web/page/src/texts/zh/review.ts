/** Every Chinese text of the review. */
import { count as number, percent as share } from "../clock";

const s = (count: number, what: string): string => `${number(count)} ${what}`;

export const review = {
  title: "审核",
  kinds: { tags: "标签", thumbnails: "缩略图", segments: "片头和演职员表" },
  which: "审核内容",
  only: "仅此标签",
  anyTag: "任意标签",
  today: (count: number): string => `今天回答 ${s(count, "项")}`,
  left: (count: number): string => `剩余 ${s(count, "项")}`,
  progress: "今天的进度",
  question: (tag: string): string => `是“${tag}”吗？`,
  probability: (percent: number): string => `可能性 ${share(percent / 100)}`,
  yes: "是",
  no: "否",
  skip: "跳过",
  undo: "撤销",
  open: "打开视频",
  voters: "画面相似的已标注视频",
  voter: (title: string, percent: number | null): string => (percent === null ? title : `${title}，相似度 ${share(percent / 100)}`),
  noVoters: "仅以标签名称为依据：没有画面相似的已标注视频。",
  pick: (place: number, time: string): string => `缩略图 ${place}，${time}`,
  which_picture: "哪张图片最能代表它？",
  picked: (title: string): string => `已为“${title}”选定缩略图。`,
  tagged: (tag: string, title: string): string => `“${title}”是“${tag}”。`,
  denied: (tag: string, title: string): string => `“${title}”不是“${tag}”。`,
  done: "没有待审核的内容。",
  doneTags: "标注或索引更多视频后会有新的建议。在此期间，可以为视频选定缩略图。",
  doneThumbnails: "所有视频都已确认缩略图。在此期间，可以审核标签。",
  viewer: "审核需要 editor 角色。",
  viewerNext: "管理员可以为你授予此角色。",
  keys: {
    group: "审核",
    yes: "是，标签正确",
    no: "否，标签不正确",
    skip: "跳过",
    pick: "选择此图片",
    undo: "撤回上一个回答",
  },
};
