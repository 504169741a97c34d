package factory.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a caller is willing to read: the {@code Accept} header, by RFC 9110. */
record Accept(List<Range> ranges) {
  /**
   * One range of the header.
   *
   * @param quality 0 to 1000, thousandths
   */
  record Range(String type, String subtype, int quality) {
    private int specificity(String offeredType, String offeredSubtype) {
      if (type.equals("*")) {
        return subtype.equals("*") ? 1 : 0;
      }
      if (!type.equals(offeredType)) {
        return 0;
      }
      return subtype.equals("*") ? 2 : subtype.equals(offeredSubtype) ? 3 : 0;
    }
  }

  /** No header, or none that can be read, accepts everything. */
  static Accept parse(List<String> headers) {
    List<Range> ranges = new ArrayList<>();
    for (var item : String.join(",", headers).split(",")) {
      var parts = item.trim().toLowerCase(Locale.ROOT).split(";");
      var slash = parts[0].indexOf('/');
      if (slash < 1 || slash == parts[0].length() - 1) {
        continue;
      }
      var quality = 1000;
      for (var i = 1; i < parts.length; i++) {
        var parameter = parts[i].trim();
        if (parameter.startsWith("q=")) {
          quality = quality(parameter.substring(2));
        }
      }
      ranges.add(
          new Range(parts[0].substring(0, slash), parts[0].substring(slash + 1).trim(), quality));
    }
    return new Accept(List.copyOf(ranges));
  }

  private static int quality(String text) {
    if (!text.matches("(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
      return 0;
    }
    return (int) Math.round(Double.parseDouble(text) * 1000);
  }

  /** The offer that is liked best; the first of equals; empty when none is acceptable. */
  Optional<Media> best(List<Media> offers) {
    Media best = null;
    var bestQuality = 0;
    for (var offer : offers) {
      var quality = quality(offer);
      if (quality > bestQuality) {
        best = offer;
        bestQuality = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  private int quality(Media offer) {
    if (ranges.isEmpty()) {
      return offer.isOnlyByName() ? 0 : 1000;
    }
    var specificity = 0;
    var quality = 0;
    for (var range : ranges) {
      var s = range.specificity(offer.type(), offer.subtype());
      if (s > specificity || (s == specificity && s > 0 && range.quality() > quality)) {
        specificity = s;
        quality = range.quality();
      }
    }
    return offer.isOnlyByName() && specificity < 3 ? 0 : quality;
  }
}
