package factory.pipeline.model;

/**
 * What a model said.
 *
 * @param tokensIn of what it was asked, as its server counts them
 * @param tokensOut of what it said
 */
public record Said(String text, long tokensIn, long tokensOut) {}
