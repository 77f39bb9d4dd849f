// The theme that was chosen here, if one was; otherwise the system's, by prefers-color-scheme.
try {
  const theme = localStorage.getItem('weir.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's theme is what there is.
}
