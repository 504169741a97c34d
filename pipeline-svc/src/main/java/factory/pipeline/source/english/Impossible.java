package factory.pipeline.source.english;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What services cannot do here, whatever is written, and what they can do instead. */
final class Impossible {
  private static final Map<Pattern, String> REASONS = new LinkedHashMap<>();

  static {
    put(
        "\\b(?:environment variables?|env(?:ironment)? vars?|api keys?|system prompt|previous instructions|etc/passwd|without (?:a |any |checking )*token|token check|rights on every)\\b|\\bgate (?:is|must|has|should)\\b.*\\bswitched off\\b|\\bswitch(?:es)? off the gate\\b",
        "The gate, tokens, keys, rights, environment and other services belong to the platform: an idea can neither read nor change them.");
    put(
        "\\b(?:cracker|crack|cracks|hack|hacks|hacker|brute[- ]force|trying passwords|try passwords|passwords? of (?:my|other|someone|somebody))\\b",
        "Nothing is done here to other people's accounts and passwords.");
    put(
        "\\b(?:sends?|sending|sent|get|gets|receives?|deliver|text|texts|texting|forward)\\b.*\\b(?:e-?mails?|mails?|sms|text messages?|newsletters?|whatsapp|telegram|slack|push|notifications?)\\b"
            + "|\\b(?:e-?mails?|mails?|sms|texts?|whatsapp|telegram|slack|push notifications?|notifications?) (?:is|are|be|get|gets|should be|must be|will be) sent\\b"
            + "|\\b(?:(?:that|which|to|and|will|should|must|it|we|i) (?:e-?mails?|mails?|texts?)|emailing|mailing) (?:me|us|them|him|her|users?|customers?|people|the|every|each|all)\\b"
            + "|\\b(?:notify|notifies|notified|reminds?|reminded|alerts? (?:me|us|them|users?|by)|(?:by|via) (?:e-?mail|sms|mail))\\b"
            + "|\\b(?:e-?mail|sms|push|stock) (?:alerts?|notifications?|reminders?|msgs?|messages?)\\b"
            + "|^(?:e-?mail|mail|text) (?:me|us|them|him|her|it|the|all|every|each)\\b|\\b(?:weekly|daily|monthly) (?:e-?mails?|mails?)\\b"
            + "|\\b(?:whatsapp|sms|mail|e-?mail) (?:sender|messages?)\\b",
        "No mail, text message (SMS, WhatsApp), push notification or reminder can be sent from here. Whoever wants to know can ask the service.");
    put(
        "\\b(?:stripe|paypal|credit cards?|apple pay|google pay|online payments?|take payments?|accept payments?|process payments?|payment (?:processing|gateway|provider))\\b"
            + "|\\bpay(?:s|ing)? (?:by|with) (?:card|paypal)\\b",
        "No payments can be made through a service; it can keep amounts and what was paid.");
    put(
        "\\b(?:live|real-?time|current|up-to-date|today's|latest) (?:weather|prices?|stock prices?|exchange rates?|rates?|news|scores?|traffic|data)\\b"
            + "|\\b(?:tomorrow|today|next week)(?:'?s)? (?:weather|temperature)\\b|\\bwill rain\\b|\\blive (?:market |stock |share )?prices?\\b|\\bprice of bitcoin (?:next|tomorrow)\\b|\\bfrom the stock exchange\\b"
            + "|\\bweather (?:alerts?|forecasts?|data|service)\\b|\\b(?:exchange rates?|stock prices?|when it rains)\\b"
            + "|\\b(?:predicts?|forecasts?) the weather\\b",
        "Live data, such as weather, stock or market prices, needs a source outside, which services here do not have; a service can keep what somebody sends to it.");
    put(
        "\\b(?:scrap(?:e|es|ing|ers?)|go(?:es)? through the (?:web ?shops?|web ?sites?)|crawl(?:s|ing)?|(?:fetch|download|import|pull)(?:es|s|ing)? (?:\\w+ ){0,3}from (?:the web|websites?|urls?|google|facebook|twitter|instagram|amazon|youtube|wikipedia|imdb))\\b"
            + "|\\b(?:imports?|pulls?|fetch(?:es)?|copy|copies|syncs?|synced|synchroni[sz]ed?)\\b.* (?:from|to|with) (?:my |the )?(?:linkedin|facebook|instagram|twitter|google|outlook|github|spotify|apple)\\b"
            + "|\\b(?:google|facebook|twitter|instagram|amazon|youtube|github|outlook|spotify) (?:api|calendar|login|account|maps)\\b"
            + "|\\b(?:log ?in|sign ?in|login) (?:with|via|through) (?:google|facebook|github|apple|twitter)\\b"
            + "|\\b(?:posts?|tweets?) (?:it |them )?(?:to|on) (?:facebook|twitter|instagram|linkedin|social media)\\b",
        "Nothing outside can be called from here: no other people's accounts, web sites or services, such as LinkedIn or a Google calendar; nothing is imported from them or synced with them.");
    put(
        "\\b(?:paints?|draws?|generates?|generator|makes?|answers?|returns?) (?:it |me |us |an? |the |some )*(?:pictures?|images?|png|drawings?|photos?)\\b|\\b(?:image|picture) (?:generator|maker|generation)\\b|\\bpaints? it\\b|\\banswer an image\\b"
            + "|\\b(?:sentiment|machine learning|neural|predict(?:s|ing|ion|ions)?|train(?:s|ing)? (?:a |the )?model|gpt|llm|chatbot|ai|artificial intelligence|recommendation engine|speech|face recognition|image recognition|ocr|summari[sz]e|translat(?:e|es|ing|ion|ions))\\b",
        "No AI or model is here: nothing can be predicted, learnt, translated, summarised, written or painted by a machine, and no picture or image generated; a service can keep and compute what is exactly said.");
    put(
        "\\b(?:pdfs?|excel|xlsx|qr codes?|bar ?codes?|videos?|thumbnails?|resize images?)\\b",
        "Such files are not made from an idea in words; a specification can name a tool of the platform for them.");
    put(
        "\\b(?:passwords? (?:for|of|and|to log)|with (?:a )?passwords?|log ?in|logs? in|sign ?up|sign ?in|signs? up|oauth|jwt|2fa|two-factor|user accounts?|authentication)\\b",
        "Callers are known by their wallet, which the gate asserts; accounts with passwords of the service's own are not read from words.");
    put(
        "\\b(?:every (?:night|morning|hour|minute|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|cron|scheduled? jobs?|each night|nightly|in the background)\\b",
        "Nothing happens by itself at a time; whoever asks gets what holds at that moment.");
    put(
        "\\b(?:web ?sockets?|webhooks?|live updates?|in real ?time|push updates?|graphql|grpc|soap)\\b",
        "A service answers calls over HTTP; it calls nobody and keeps no connection open.");
  }

  private Impossible() {}

  private static void put(String words, String reason) {
    REASONS.put(Pattern.compile(words), reason);
  }

  /** Why this cannot be, if it cannot; of a sentence in lower case. */
  static Optional<String> reason(String sentence) {
    return REASONS.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(sentence).find())
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
