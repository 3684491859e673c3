import type { StyleOptions } from "./web-chat.ts";

/** The colours of the page that Web Chat shares, as `style.css` and the settings have them. */
const properties = {
  accent: "--accent",
  surface: "--surface",
  raised: "--raised",
  text: "--text",
  soft: "--soft",
  line: "--line",
  edge: "--edge",
  mine: "--mine",
  onMine: "--on-mine",
} as const;
type Colours = Record<keyof typeof properties, string>;

/** The colours as they are now: `light-dark()` is resolved by the element that is asked. */
function coloursOf(page: HTMLElement): Colours {
  const probe = document.createElement("i");
  probe.hidden = true;
  page.append(probe);
  const colours = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => {
      probe.style.color = `var(${property})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as Colours;
  probe.remove();
  return colours;
}

export type ThemeContext = {
  isNarrow: boolean;
  isLow: boolean;
  /** Fingers push what they cannot see. */
  isTouch: boolean;
  reducedMotion: boolean;
  avatar: string;
};

/** Web Chat's style options in the colours of the page. */
export function styleOptionsFor({ isNarrow, isLow, isTouch, reducedMotion, avatar }: ThemeContext): StyleOptions {
  const colours = coloursOf(document.body);
  // No avatars on narrow screens, to leave the width to text.
  const face = isNarrow ? {} : { botAvatarImage: avatar, botAvatarInitials: "" };
  return {
    ...shape,
    ...transcriptStyle(colours),
    ...buttonStyle(colours),
    ...sendBoxStyle(colours),
    ...typingStyle(colours, reducedMotion),
    ...face,
    // One row that scrolls where many buttons would leave no room for what they are about.
    suggestedActionLayout: isLow || (isNarrow && isTouch) ? "carousel" : "flow",
  };
}

/** Web Chat's typing animation ignores the dark theme and `prefers-reduced-motion`. */
function typingStyle({ soft }: Colours, reducedMotion: boolean): StyleOptions {
  const dots = [0, 1, 2].map((at) => {
    const beat = reducedMotion
      ? ""
      : `<animate attributeName="opacity" values=".3;1;.3" dur="1.2s" begin="${at * 0.2}s" repeatCount="indefinite"/>`;
    return `<circle cx="${16 + at * 14}" cy="10" r="4" fill="${soft}" opacity="${reducedMotion ? 1 : 0.3}">${beat}</circle>`;
  });
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="20">${dots.join("")}</svg>`;
  return { typingAnimationBackgroundImage: `url("data:image/svg+xml,${encodeURIComponent(picture)}")` };
}

const shape: StyleOptions = {
  rootHeight: "100%",
  rootWidth: "100%",
  primaryFont: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontSizeSmall: "0.8125rem",
  paddingRegular: 12,
  paddingWide: 16,
  bubbleMaxWidth: 620,
  bubbleMinHeight: 44,
  bubbleBorderRadius: 16,
  bubbleBorderWidth: 0,
  bubbleNubSize: 0,
  // Equal to the radius, otherwise the corner next to the avatar is square.
  bubbleNubOffset: 16,
  bubbleFromUserBorderRadius: 16,
  bubbleFromUserBorderWidth: 0,
  bubbleFromUserNubSize: 0,
  bubbleFromUserNubOffset: 16,
  groupTimestamp: 300_000,
  // A message longer than the screen is shown from its start.
  autoScrollSnapOnPage: true,
  // Shows that there is more below.
  scrollToEndButtonBehavior: "any",
  // Messages sent while the service is lost are queued (`direct-line.ts`) and must not be shown as failed.
  sendTimeout: 300_000,
  internalLiveRegionFadeAfter: 2_000,
  hideUploadButton: true,
  suggestedActionHeight: 44,
  suggestedActionImageHeight: 26,
  suggestedActionBorderRadius: 22,
  suggestedActionBorderWidth: 1,
  sendBoxHeight: 52,
  sendBoxTextWrap: true,
  sendBoxMaxHeight: 160,
};

function transcriptStyle({ accent, surface, raised, text, soft, mine, onMine }: Colours): StyleOptions {
  return {
    accent,
    subtle: soft,
    backgroundColor: surface,
    bubbleBackground: raised,
    bubbleTextColor: text,
    bubbleFromUserBackground: mine,
    bubbleFromUserTextColor: onMine,
    timestampColor: soft,
    botAvatarBackgroundColor: "transparent",
    transcriptActivityVisualKeyboardIndicatorColor: accent,
    transcriptVisualKeyboardIndicatorColor: accent,
    scrollToEndButtonColor: onMine,
    scrollToEndButtonBackground: mine,
  };
}

function buttonStyle({ accent, surface, raised, edge }: Colours): StyleOptions {
  return {
    suggestedActionTextColor: accent,
    suggestedActionBorderColor: edge,
    suggestedActionBackgroundColor: surface,
    suggestedActionBackgroundColorOnHover: raised,
    suggestedActionBackgroundColorOnActive: raised,
    suggestedActionBackgroundColorOnFocus: raised,
    suggestedActionBorderColorOnHover: accent,
    suggestedActionKeyboardFocusIndicatorBorderColor: accent,
    suggestedActionsVisualKeyboardIndicatorColor: accent,
  };
}

function sendBoxStyle({ accent, surface, raised, text, soft, line }: Colours): StyleOptions {
  return {
    sendBoxBackground: surface,
    sendBoxTextColor: text,
    sendBoxPlaceholderColor: soft,
    sendBoxButtonColor: accent,
    sendBoxButtonColorOnDisabled: soft,
    sendBoxButtonShadeColorOnHover: raised,
    sendBoxButtonShadeColorOnActive: raised,
    sendBoxButtonShadeColorOnFocus: raised,
    sendBoxButtonKeyboardFocusIndicatorBorderColor: accent,
    sendBoxBorderTop: `1px solid ${line}`,
  };
}
