/** Every Chinese text about intros, credits and other packaging. */
import { percent as share } from "../clock";

export const segments = {
  parts: {
    none: "此视频没有已知的片头、演职员表或其他包装段落。",
    decided: "已确认",
    probable: (percent: number, sure: boolean): string => `可能性 ${share(percent / 100)}${sure ? "" : "，建议"}`,
    play: (what: string): string => `播放：${what}`,
    right: (what: string): string => `正确：${what}`,
    wrong: (what: string): string => `错误：${what}`,
    moveIt: (what: string): string => `移动：${what}`,
    move: "移动",
    is: "是",
    save: "保存",
    leave: "放弃更改",
    saved: (kind: string): string => `已保存：${kind}。`,
    kept: (kind: string): string => `已确认：${kind}。`,
    gone: (kind: string): string => `该处没有${kind}。`,
    hint: "用 I 和 O 标记一段，或移动已有段落：在时间线上拖动两端，然后保存。",
  },
  review: {
    question: (kind: string): string => `这是${kind}吗？`,
    questions: {
      credits: "这是演职员表吗？", repeated: "这是广告吗？", ident: "这是出品方的厂标吗？",
    } as Record<string, string>,
    begins: "开始",
    middle: "中间",
    ends: "结束",
    because: (names: string): string => `依据：${names}`,
    yes: (kind: string, title: string): string => `已确认“${title}”的${kind}。`,
    no: (kind: string, title: string): string => `“${title}”：该处没有${kind}。`,
    move: "移动",
    done: "索引同一系列的更多内容后，会出现存疑的片头、演职员表和前情提要。",
    keys: { yes: "是", no: "否", open: "在视频中移动" },
  },
  reasons: {
    episodes: "其他各集", usual: "出现的集数", sound: "声音", pictures: "画面",
    earlier: "前几集的镜头", shots: "重现的镜头数", writing: "屏幕文字", chapter: "章节名称",
    model: "训练所得",
  } as Record<string, string>,
};
