// Moments in the time of Việt Nam, in the language of the page.

import { pageState } from "../page.js";

const FORMAT = new Intl.DateTimeFormat(pageState.lang === "en" ? "en-GB" : "vi-VN", {
  dateStyle: "short",
  timeStyle: "short",
  timeZone: "Asia/Ho_Chi_Minh",
});

export const moment = (iso) => FORMAT.format(new Date(iso));
