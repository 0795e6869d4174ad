/** Light, dark, or as the system says; public/theme.js applies the same choice before the first paint. */
export type Theme = "system" | "light" | "dark";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

class Chosen {
  theme = $state<Theme>((document.documentElement.dataset.theme as Theme | undefined) ?? "system");

  turn(): void {
    this.theme = NEXT[this.theme];
    if (this.theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
    try {
      localStorage.setItem("vsearch.theme", this.theme);
    } catch {
      // The choice then lasts as long as the page.
    }
  }
}

export const chosen = new Chosen();
