import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { apiCompletions } from "./completions.js";

// The colours are the page's variables, so that both themes are one.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.self], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))],
    color: "var(--code-name)",
  },
  { tag: [tags.className, tags.definition(tags.className)], color: "var(--code-name)" },
]);
const look = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--editor)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--text)", padding: "0.5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--editor)", color: "var(--muted)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--active-line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--selection)",
  },
  ".cm-error-line": { backgroundColor: "var(--bad-faint)", boxShadow: "inset 3px 0 var(--bad)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", color: "inherit" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionInfo .api-info p": { margin: "0 0 0.35rem" },
  ".cm-completionInfo.cm-completionInfo-right, .cm-completionInfo.cm-completionInfo-left": { maxWidth: "24rem" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--text)" },
  ".cm-searchMatch": { backgroundColor: "var(--selection)", outline: "1px solid var(--accent)" },
});

/** @type {import("@codemirror/state").StateEffectType<number | null>} */
const markLine = StateEffect.define();
const markedLine = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(markLine)) {
        const { doc } = transaction.state;
        if (effect.value === null || effect.value < 1 || effect.value > doc.lines) {
          return Decoration.none;
        }
        const { from } = doc.line(effect.value);
        return Decoration.set([Decoration.line({ class: "cm-error-line" }).range(from)]);
      }
    }
    // What is being changed may be what was wrong.
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * What is typed takes the place of what is selected. Left to itself, Chromium keeps the selection's
 * look by an inline style, which the page's policy forbids.
 * @param {InputEvent} event
 * @param {EditorView} view
 */
function typeOverSelection(event, view) {
  const { from, to, empty } = view.state.selection.main;
  const { data: text } = event;
  if (event.inputType !== "insertText" || !text || empty || view.composing || view.state.readOnly) {
    return false;
  }
  event.preventDefault();
  const insert = () =>
    view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
  if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, insert))) {
    view.dispatch(insert());
  }
  return true;
}

/** The editor, in the place of a text area. */
export class Editor {
  /**
   * @param {HTMLTextAreaElement} area gives the text, the label and whether it is read only
   * @param {object} [options]
   * @param {() => void} [options.run] on Ctrl-Enter
   * @param {() => void} [options.submit] on Ctrl-Shift-Enter
   * @param {(text: string) => void} [options.changed]
   * @param {string} [options.completions] the address of the names that it completes
   */
  constructor(area, { run, submit, changed, completions } = {}) {
    const nonce = document.querySelector("meta[name=csp-nonce]")?.getAttribute("content") ?? "";
    /** @param {(() => void) | undefined} act */
    const command = (act) => () => {
      act?.();
      return true;
    };
    this.view = new EditorView({
      doc: area.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of({
          "aria-label": area.getAttribute("aria-label") ?? "",
          "aria-describedby": area.readOnly ? "" : "editor-keys",
          // It takes the focus as it is; this says so to tools that look for what scrolls.
          tabindex: "0",
        }),
        EditorView.domEventHandlers({ beforeinput: typeOverSelection }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            changed?.(update.state.doc.toString());
          }
        }),
        Prec.highest(
          keymap.of([
            { key: "Mod-Enter", run: command(run) },
            { key: "Mod-Shift-Enter", run: command(submit) },
          ]),
        ),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        closeBrackets(),
        autocompletion(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        markedLine,
        python(),
        completions === undefined ? [] : apiCompletions(completions),
        syntaxHighlighting(colours),
        look,
        EditorState.readOnly.of(area.readOnly),
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...completionKeymap,
          ...(area.readOnly ? [] : [indentWithTab]),
        ]),
      ],
    });
    area.replaceWith(this.view.dom);
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** @param {string} text takes the place of all; it can be undone */
  replace(text) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  /** @param {number | null} line from 1; null marks none */
  mark(line) {
    this.view.dispatch({ effects: markLine.of(line) });
  }

  /** @param {number} line from 1 */
  goTo(line) {
    const { doc } = this.view.state;
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }
}
