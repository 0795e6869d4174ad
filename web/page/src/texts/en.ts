/** Every English text of the page. */
const s = (count: number, one: string, many: string): string => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

export const en = {
  nav: {
    views: "Views",
    search: "Search",
    library: "Library",
    review: "Review",
    reel: "Reel",
    api: "API",
  },
  titles: { search: "Search", video: "Video", reel: "Reel", review: "Review", library: "Library", api: "API", login: "Sign in" },
  frame: {
    skip: "Skip to content",
    nowhere: "There is no page at this address.",
    nowhereNext: "Check the address, or start from the search.",
    away: "Not connected",
    role: (role: string) => `Role: ${role}`,
    leave: "Sign out",
    undo: "Undo",
    close: "Close",
    again: "Try again",
    waiting: "Loading",
  },
  themes: { system: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" },
  keys: {
    title: "Keyboard",
    sheet: "Show the keys",
    everywhere: "Everywhere",
    undo: "Undo the last choice",
    goTo: (view: string) => `Go to ${view}`,
    space: "Space",
  },
  still: {
    gone: "No picture",
    alt: (title: string, time: string) => `${title} at ${time}`,
  },
  tray: {
    open: "Open reel",
    moments: (count: number) => s(count, "moment", "moments"),
  },
  login: {
    title: "Sign in",
    token: "Token",
    hint: "An administrator makes one with `vsearch token add NAME`.",
    enter: "Sign in",
    wrong: "This token is not known here, or was revoked.",
  },
  soon: "This view is not here yet.",
};

export type Texts = typeof en;
