// Before the first paint, so that the page does not flash in the other theme. A classic script, for modules come too late.
(() => {
  try {
    const theme = localStorage.getItem('payonce-console:theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Without a storage the system's theme it is.
  }
})();
