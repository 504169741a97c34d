package factory.pipeline.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What words of an operation name which function, one a line: the words, a regular expression after
 * which comes a space; what it takes, each with what it may be called; and what it gives by which
 * expression, where {@code $1} is what it takes first. What gives several values has their names.
 */
final class FunctionRules {
  private static final String TEXT =
      """
      revers(e|es|ed|al|ing) : text = text $1.reverse()
      upper ?(case|cased)|to upper : text = text $1.upper()
      lower ?(case|cased)|to lower : text = text $1.lower()
      title ?case : text = text $1.titleCase()
      capitali[sz]e(s|d)? : text = text $1.capitalize()
      camel ?case : text = text $1.camelCase()
      snake ?case : text = text $1.snakeCase()
      slug(s|ify|ified|ifies)? : text = text $1.slug()
      trim(s|med)? : text = text $1.trim()
      (text|string|character|char|word) length|length of( an?| the)? (text|string|word) : text = int $1.size()
      (character|char) ?count|count( the)? (characters|chars) : text = int $1.size()
      word ?count|count( the)? words|number of words : text = int $1.words().size()
      echo(es|ed)? : text = text $1
      sha ?256 : text = text sha256($1)
      sha ?512 : text = text sha512($1)
      sha ?1 : text = text sha1($1)
      md5 : text = text md5($1)
      crc ?32 : text = text crc32($1)
      hmac : text:.*(text|message|data|payload|value).* text:.*(key|secret).* = text hmacSha256($1, $2)
      base ?64 encod(e|es|ed|ing)|encod(e|es|ing)( an?| the| some)?( text| string| value)?( to| in| as| into)? base ?64 : text = text base64($1)
      base ?64 decod(e|es|ed|ing)|decod(e|es|ing)( an?| the| some)?( from)? base ?64 : text = text fromBase64($1)
      url encod(e|es|ed|ing) : text = text urlEncode($1)
      url decod(e|es|ed|ing) : text = text urlDecode($1)
      html (escap|encod)(e|es|ed|ing) : text = text htmlEscape($1)
      hex encod(e|es|ed|ing) : text = text hex($1)
      hex decod(e|es|ed|ing) : text = text fromHex($1)
      luhn : text = bool luhn($1)
      (valid|validate|validates|validation|check|checks|verify)( an?| the)? iban|iban (valid|validate|validation|check|verify) : text:.*(iban|number|code|value|text|account).* = bool iban($1)
      (valid|validate|validates|validation|check|checks|verify)( an?| the)? isbn|isbn (valid|validate|validation|check|verify) : text:.*(isbn|number|code|value|text|account).* = bool isbn($1)
      (valid|validate|validates|validation|check|checks|verify)( an?| the)? ean|ean (valid|validate|validation|check|verify) : text:.*(ean|number|code|value|text|account).* = bool ean($1)
      (valid|validate|validates|validation|check|checks|verify)( an?| the)? e ?mail( address)?|e ?mail( address)? (valid|validate|validation|check|verify) : text:.*mail.* = bool $1.matches('[^@ ]+@[^@ ]+[.][^@ ]+')
      hex to rgb : text = list hexToRgb($1) ; r(ed)? int hexToRgb($1)[0] ; g(reen)? int hexToRgb($1)[1] ; b(lue)? int hexToRgb($1)[2]
      rgb to hex : int:r(ed)? int:g(reen)? int:b(lue)? = text rgbToHex($1, $2, $3)
      contrast( ratio)? : text text = number contrast($1, $2)
      """;

  private static final String NUMBERS =
      """
      uuid|guid : = text uuid()
      random (number|int|integer)|(number|int|integer) random : int:.*(min|low|from|start).* int:.*(max|high|to|end|upper).* = int randomInt($1, $2)
      (generate|random|new|create)( an?)?( random| secure| strong)? password|password (generate|generator|random) : int:.*(length|size).* = text randomPassword($1)
      add(s|ed|ing|ition)?|sum|plus : number number = number $1 + $2
      subtract(s|ed|ing|ion)?|minus : number number = number $1 - $2
      multipl(y|ies|ied|ying|ication) : number number = number $1 * $2
      divid(e|es|ed|ing)|division|quotient : number number = number decimal($1) / decimal($2)
      modul(o|us)|remainder : int int = int $1 % $2
      power|pow|exponentiation : number int = number power(decimal($1), $2)
      square root|sqrt : number = number root(decimal($1))
      square|squared : number = number $1 * $1
      absolute( value)?|abs : number = number abs($1)
      (calculat|evaluat|comput)(e|es|ed|or|ion) : text:.*(expression|formula|expr|calculation|equation).* = number calculate($1)
      prime( number)?|primality : int = bool isPrime($1)
      factorial : int = whole factorial($1)
      fibonacci : int = int fibonacci($1)
      gcd|greatest common divisor : int int = int gcd($1, $2)
      lcm|least common multiple : int int = int lcm($1, $2)
      roman( numerals?)? : int = text toRoman($1)
      roman( numerals?)? : text = int fromRoman($1)
      even( number)? : int = bool $1 % 2 == 0
      odd( number)? : int = bool $1 % 2 != 0
      leap ?year : int = bool ($1 % 4 == 0 && $1 % 100 != 0) || $1 % 400 == 0
      to binary : int = text toBase($1, 2)
      to hex(adecimal)? : int = text toBase($1, 16)
      (from binary|binary to decimal) : text = int fromBase($1, 2)
      average|mean|avg : numbers = number $1.average()
      median : numbers = number $1.median()
      sum|total|add(s|ition)? : numbers = number $1.sum()
      min|minimum|smallest : numbers = number $1.min()
      max|maximum|largest : numbers = number $1.max()
      mode : numbers = number $1.mode()
      sort(s|ed|ing)? : numbers = numbers $1.sort()
      revers(e|es|ed|ing) : numbers = numbers $1.reverse()
      stat(s|istic|istics)? : numbers = ; (mean|average|avg) number $1.average() ; median number $1.median() ; (sum|total) number $1.sum() ; min(imum)? number $1.min() ; max(imum)? number $1.max() ; (count|n|size|length) int $1.size() ; mode number $1.mode() ; range number $1.max() - $1.min()
      """;

  private static final String DATES =
      """
      (days|date|dates) (between|difference|diff)|difference|between( two)? dates|days until : date:.*(start|from|first|begin|1|a) date:.*(end|to|second|until|2|b) = int daysBetween($1, $2) ; .*days.* int daysBetween($1, $2) ; .*months.* int monthsBetween($1, $2) ; .*years.* int yearsBetween($1, $2)
      (add|adds|adding|plus)( days)?( to)?( an?| the)?( date| days)? : date int:.*days.* = date $1.addDays($2)
      (subtract|subtracts|minus)( days)?( from)?( an?| the)?( date| days)? : date int:.*days.* = date $1.addDays(-$2)
      age : date:.*(birth|dob|born).* = int yearsBetween($1, date(now))
      (day of( the)? week|week ?day) : date = text $1.weekdayName()
      """;

  /** What units are called besides their signs. */
  private static final String UNITS =
      """
      C celsius c centigrade
      F fahrenheit f
      K kelvin k
      km kilometers kilometer kilometres kilometre kms km
      mi miles mile mi
      m meters meter metres metre m
      cm centimeters centimeter centimetres centimetre cm
      mm millimeters millimeter millimetres millimetre mm
      in inches inch in
      ft feet foot ft
      yd yards yard yd
      kg kilograms kilogram kgs kg kilos
      g grams gram g
      lb pounds pound lbs lb
      oz ounces ounce oz
      l liters liter litres litre l
      ml milliliters milliliter millilitres millilitre ml
      gal gallons gallon gal
      """;

  private static final Map<String, String> SIGNS = new LinkedHashMap<>();

  static {
    UNITS
        .lines()
        .forEach(
            line -> {
              var words = line.split(" ");
              for (var i = 1; i < words.length; i++) {
                SIGNS.put(words[i], words[0]);
              }
            });
  }

  private static final Pattern CONVERTS =
      Pattern.compile(
          " (?<from>%s) (?:to|2|into|in) (?<to>%s) "
              .formatted(String.join("|", SIGNS.keySet()), String.join("|", SIGNS.keySet())));

  static final List<Rule> ALL = new ArrayList<>();

  static {
    for (var table : List.of(TEXT, NUMBERS, DATES)) {
      table.lines().forEach(line -> ALL.add(rule(line)));
    }
  }

  private FunctionRules() {}

  /**
   * One of them.
   *
   * @param given what it takes, in its order
   * @param gives its value
   * @param named its values by names, where it has several
   */
  record Rule(Pattern words, List<Taken> given, Optional<Gives> gives, List<Gives> named) {}

  /**
   * What a rule takes.
   *
   * @param sort text, int, number, numbers or date
   * @param called by which name; any, when no rule says otherwise
   */
  record Taken(String sort, Optional<Pattern> called) {}

  /** What a rule gives. */
  record Gives(Pattern called, String sort, String expression) {}

  private static Rule rule(String line) {
    var colon = line.indexOf(" : ");
    var equals = line.indexOf("= ", colon);
    List<Taken> taken = new ArrayList<>();
    for (var one : line.substring(colon + 3, equals).strip().split(" +")) {
      if (!one.isEmpty()) {
        var name = one.indexOf(':');
        taken.add(
            new Taken(
                name < 0 ? one : one.substring(0, name),
                name < 0
                    ? Optional.empty()
                    : Optional.of(Pattern.compile(one.substring(name + 1)))));
      }
    }
    var results = line.substring(equals + 1).split(" ; ", -1);
    List<Gives> named = new ArrayList<>();
    for (var i = 1; i < results.length; i++) {
      var parts = results[i].strip().split(" ", 3);
      named.add(new Gives(Pattern.compile(parts[0]), parts[1], parts[2]));
    }
    var main = results[0].strip();
    return new Rule(
        words(line.substring(0, colon).strip()),
        taken,
        main.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Gives(
                    Pattern.compile(".*"),
                    main.substring(0, main.indexOf(' ')),
                    main.substring(main.indexOf(' ') + 1))),
        named);
  }

  private static Pattern words(String words) {
    return Pattern.compile(" (" + words + ") ");
  }

  /** The conversion of one unit into another that words name; empty when they name none. */
  static Optional<Rule> conversion(String said) {
    var matcher = CONVERTS.matcher(said);
    if (!matcher.find()) {
      return Optional.empty();
    }
    var from = SIGNS.getOrDefault(matcher.group("from"), "");
    var to = SIGNS.getOrDefault(matcher.group("to"), "");
    var converted = "convert(decimal($1), '%s', '%s')".formatted(from, to);
    return Optional.of(
        new Rule(
            CONVERTS,
            List.of(new Taken("number", Optional.of(Pattern.compile(".*")))),
            Optional.of(new Gives(Pattern.compile(".*"), "number", converted)),
            List.of(
                new Gives(called(from), "number", "$1"),
                new Gives(called(to), "number", converted))));
  }

  /** Whatever a unit is called. */
  private static Pattern called(String sign) {
    return Pattern.compile(
        SIGNS.entrySet().stream()
            .filter(entry -> entry.getValue().equals(sign))
            .map(Map.Entry::getKey)
            .collect(java.util.stream.Collectors.joining("|")));
  }

  /** The sign of a unit, by what it is called; empty when it is none. */
  static Optional<String> sign(String unit) {
    return Optional.ofNullable(SIGNS.get(unit.toLowerCase(java.util.Locale.ROOT)));
  }
}
