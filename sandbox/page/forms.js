// What persons have filled in, kept apart from what is drawn, so that no redraw loses it.

import { bare } from "./inputs/markup.js";

const FIELDS = {
  plain_text_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  number_input: "value",
  rich_text_input: "rich_text_value",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
  radio_buttons: "selected_option",
  checkboxes: "selected_options",
  static_select: "selected_option",
  external_select: "selected_option",
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  multi_users_select: "selected_users",
  multi_channels_select: "selected_channels",
  multi_conversations_select: "selected_conversations",
};

const INITIAL = {
  value: "initial_value",
  rich_text_value: "initial_value",
  selected_date: "initial_date",
  selected_time: "initial_time",
  selected_date_time: "initial_date_time",
  selected_option: "initial_option",
  selected_options: "initial_options",
  selected_user: "initial_user",
  selected_users: "initial_users",
  selected_channel: "initial_channel",
  selected_channels: "initial_channels",
  selected_conversation: "initial_conversation",
  selected_conversations: "initial_conversations",
};

export function holdsValue(element) {
  return Object.hasOwn(FIELDS, element?.type ?? "");
}

/** The name under which Slack reports this element's value: "value", "selected_option" … */
export function fieldOf(element) {
  return FIELDS[element.type];
}

/** What is filled in or chosen now: typed here, else kept by Slack, else initial. */
export function valueOf(form, block, element) {
  const typed = form.values[`${block.block_id} ${element.action_id}`];
  if (typed !== undefined) return typed;
  const kept = form.kept?.[block.block_id]?.[element.action_id]?.[fieldOf(element)];
  if (kept !== undefined && kept !== null) return kept;
  const initial = element[INITIAL[fieldOf(element)]];
  return initial ?? (fieldOf(element).endsWith("s") ? [] : null);
}

export function setValue(form, block, element, value) {
  form.values[`${block.block_id} ${element.action_id}`] = value;
  delete form.errors[block.block_id];
}

export function formOf(pane, key, kept = null) {
  const form = (pane.forms[key] ??= { values: {}, errors: {}, message: null, sending: false });
  form.kept = kept;
  return form;
}

/** A form's values as view_submission carries them. */
export function valuesOf(form, blocks) {
  const values = {};
  for (const block of blocks) {
    for (const element of elementsOf(block).filter(holdsValue)) {
      const field = fieldOf(element);
      const value = valueOf(form, block, element);
      values[block.block_id] ??= {};
      values[block.block_id][element.action_id] = {
        type: element.type,
        [field]: field === "rich_text_value" ? bare(value) : value,
      };
    }
  }
  return values;
}

export function elementsOf(block) {
  if (block.type === "input") return [block.element];
  if (block.type === "section") return block.accessory ? [block.accessory] : [];
  return block.type === "actions" ? block.elements : [];
}

/** Forget forms whose views are gone. */
export function forget(pane, viewIds) {
  for (const key of Object.keys(pane.forms)) {
    if (key.startsWith("V") && !viewIds.has(key)) delete pane.forms[key];
  }
}
