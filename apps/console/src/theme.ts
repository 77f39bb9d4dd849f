import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEPT = 'weir.theme';

/** The theme of this browser; `system` follows prefers-color-scheme. `theme.js` sets it before anything is drawn. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => (document.documentElement.dataset.theme as Theme | undefined) ?? 'system');
  const choose = (chosen: Theme): void => {
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    try {
      if (chosen === 'system') localStorage.removeItem(KEPT);
      else localStorage.setItem(KEPT, chosen);
    } catch {
      // It holds until the page is loaded anew.
    }
    setTheme(chosen);
  };
  return [theme, choose];
}
