package factory.edge.identity;

import factory.edge.gate.PageScope;

/**
 * What makes a key one for pages.
 *
 * @param text the key itself, which is no secret
 * @param scope what it opens, and to whom
 */
public record Publishable(String text, PageScope scope) {}
