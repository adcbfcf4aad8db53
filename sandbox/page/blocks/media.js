// Images, with their words in their place when they cannot be shown.

import { h } from "../dom.js";
import { plain } from "../mrkdwn.js";

export function image(source, size) {
  const url = source.image_url ?? source.slack_file?.url ?? "";
  const shown = h("img", {
    class: `image image-${size}`,
    src: /^(?:https?:|\/)/iu.test(url) ? url : null,
    alt: source.alt_text ?? "",
    loading: "lazy",
    on: { error: (event) => event.target.classList.add("image-lost") },
  });
  if (size !== "block") return shown;
  const title = source.title && h("figcaption", null, plain(source.title.text));
  return h("figure", { class: "figure" }, title, shown);
}
