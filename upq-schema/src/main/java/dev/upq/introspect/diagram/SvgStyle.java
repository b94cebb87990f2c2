// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

/** How a picture looks. Stateless. */
final class SvgStyle {

  /** How many colours lines and tables have. */
  static final int COLOURS = 8;

  /** A key of 13 by 8 pixels. */
  static final String KEY =
      "M4 0 A4 4 0 1 0 7.5 6 H8.5 V8 H10.5 V6 H11 V8 H13 V3 H7.9 A4 4 0 0 0 4 0"
          + " M4 2.6 A1.4 1.4 0 1 1 3.99 2.6";

  static final String CSS =
      """

      svg { --page: #f7f8fa; --box: #ffffff; --edge: #d5dae1; --text: #1d2530; --soft: #77818f;
        --key: #b8860b; --c0: #3d7bd9; --c1: #d9622b; --c2: #2f9e63; --c3: #9354c9; --c4: #c93a6b;
        --c5: #1595a8; --c6: #94781c; --c7: #5b6bd6; }
      @media (prefers-color-scheme: dark) { svg { --page: #14181d; --box: #1d232a; --edge: #39424d;
        --text: #e3e8ee; --soft: #8e99a7; --key: #e0b64a; --c0: #6ea3f2; --c1: #f08a57;
        --c2: #5cc48c; --c3: #b98ae6; --c4: #ec739b; --c5: #4fc0d0; --c6: #cdb256;
        --c7: #93a0f5; } }
      .c0 { --own: var(--c0); } .c1 { --own: var(--c1); } .c2 { --own: var(--c2); }
      .c3 { --own: var(--c3); } .c4 { --own: var(--c4); } .c5 { --own: var(--c5); }
      .c6 { --own: var(--c6); } .c7 { --own: var(--c7); } .none, .plain { --own: var(--soft); }
      .page { fill: var(--page); }
      .box { fill: var(--box); stroke: var(--edge); }
      .bar { fill: var(--own); fill-opacity: .15; }
      text { font: 12px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        fill: var(--text); }
      .name { font: 600 13px system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; }
      .schema { font-weight: 400; fill: var(--soft); }
      .note, .legend text { font: 11px system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans",
        sans-serif; fill: var(--soft); }
      .note, .type { text-anchor: end; }
      .type, .more { fill: var(--soft); }
      .null { font-weight: 700; }
      .first { font-weight: 600; }
      .key { fill: var(--own, var(--key)); fill-rule: evenodd; }
      .table .key:not([class*=" c"]), .legend .key { fill: var(--key); }
      .mark, .link circle { fill: var(--own); }
      .link path { fill: none; stroke: var(--own); stroke-width: 1.5; stroke-linecap: round; }
      .link.optional .line { stroke-dasharray: 5 4; }
      .link .wide { stroke: transparent; stroke-width: 11; pointer-events: stroke; }
      .link:hover .line, .link:hover .foot { stroke-width: 3; }
      """;

  private SvgStyle() {}
}
