package factory.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;

/** Colours of sRGB: as {@code #rrggbb}, red, green and blue, or hue, saturation and lightness. */
public final class Colours {
  private static final Pattern HEX = Pattern.compile("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");

  private Colours() {}

  /** Red, green and blue, 0 to 255 each, of {@code #rrggbb} or {@code #rgb}. */
  public static List<Long> hexToRgb(String hex) {
    if (!HEX.matcher(hex).matches()) {
      throw Uncomputable.of(Uncomputable.shown(hex) + " is no colour such as #ff8800");
    }
    var digits = hex.startsWith("#") ? hex.substring(1) : hex;
    var step = digits.length() / 3;
    return List.of(part(digits, 0, step), part(digits, 1, step), part(digits, 2, step));
  }

  private static long part(String digits, int place, int step) {
    var part = Long.parseLong(digits.substring(place * step, (place + 1) * step), 16);
    return step == 1 ? part * 17 : part;
  }

  /** {@code #rrggbb} of red, green and blue, 0 to 255 each. */
  public static String rgbToHex(long red, long green, long blue) {
    for (var part : List.of(red, green, blue)) {
      if (part < 0 || part > 255) {
        throw Uncomputable.of("A colour's parts are 0 to 255");
      }
    }
    return "#%02x%02x%02x".formatted(red, green, blue);
  }

  /** Hue in degrees, saturation and lightness in percent, rounded. */
  public static List<Long> hexToHsl(String hex) {
    var rgb = hexToRgb(hex);
    var max = Lists.max(rgb);
    var min = Lists.min(rgb);
    var range = max - min;
    var sum = max + min;
    if (range == 0) {
      return List.of(0L, 0L, rounded(sum * 100, 510));
    }
    var saturation = rounded(range * 100, sum <= 255 ? sum : 510 - sum);
    long sixth;
    if (max.equals(rgb.get(0))) {
      sixth = Math.floorMod((rgb.get(1) - rgb.get(2)) * 60, 360 * range);
    } else if (max.equals(rgb.get(1))) {
      sixth = (rgb.get(2) - rgb.get(0)) * 60 + 120 * range;
    } else {
      sixth = (rgb.get(0) - rgb.get(1)) * 60 + 240 * range;
    }
    return List.of(rounded(sixth, range) % 360, saturation, rounded(sum * 100, 510));
  }

  /** {@code #rrggbb} of a hue in degrees and a saturation and lightness in percent. */
  public static String hslToHex(long hue, long saturation, long lightness) {
    if (saturation < 0 || saturation > 100 || lightness < 0 || lightness > 100) {
      throw Uncomputable.of("Saturation and lightness are 0 to 100");
    }
    return rgbToHex(
        channel(0, hue, saturation, lightness),
        channel(8, hue, saturation, lightness),
        channel(4, hue, saturation, lightness));
  }

  // Source: CSS Color Module Level 4, 7.1: f(n) = l - a * max(-1, min(k - 3, 9 - k, 1)).
  private static long channel(long n, long hue, long saturation, long lightness) {
    // k in thirtieths: k = (n + hue / 30) mod 12.
    var k = Math.floorMod(n * 30 + Math.floorMod(hue, 360L), 360L);
    var bend = Math.max(-30, Math.min(Math.min(k - 90, 270 - k), 30));
    var a = saturation * Math.min(lightness, 100 - lightness);
    return rounded((lightness * 3_000 - a * bend) * 255, 300_000);
  }

  /** The contrast of two colours by WCAG 2, 1 to 21, rounded to hundredths. */
  public static BigDecimal contrast(String one, String other) {
    var first = luminance(hexToRgb(one));
    var second = luminance(hexToRgb(other));
    var ratio = (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    return BigDecimal.valueOf(ratio).setScale(2, RoundingMode.HALF_UP);
  }

  private static double luminance(List<Long> rgb) {
    return 0.2126 * linear(rgb.get(0)) + 0.7152 * linear(rgb.get(1)) + 0.0722 * linear(rgb.get(2));
  }

  private static double linear(long part) {
    var share = part / 255.0;
    return share <= 0.04045 ? share / 12.92 : StrictMath.pow((share + 0.055) / 1.055, 2.4);
  }

  /** Half up, of numbers that are not below zero. */
  private static long rounded(long dividend, long divisor) {
    return (2 * dividend + divisor) / (2 * divisor);
  }
}
