// In place of tools.js: where somebody is, browsers ask a service on the internet.

import { coordinatesLine, copyLinkButton, fullScreenButton, printButton, restoreTheme, themeButton } from "../tools.js";

export function locateButton() {
  return null;
}

export { coordinatesLine, copyLinkButton, fullScreenButton, printButton, restoreTheme, themeButton };
