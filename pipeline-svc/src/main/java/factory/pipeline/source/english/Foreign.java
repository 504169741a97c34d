package factory.pipeline.source.english;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Kinds and lists of fields in German, Spanish and French: the few words that hold a list together
 * become English, names stay as they are written, and what says any more is not read.
 */
final class Foreign {
  private static final Map<String, List<Rewording>> FORMS =
      Map.of("German", german(), "Spanish", spanish(), "French", french());

  /** Words of rules and deeds, of which nothing is understood. */
  private static final Pattern RULE =
      Pattern.compile(
          "\\b(?:nur|nicht|kein|keine|keiner|keinen|niemand|nie|darf|durfen|muss|mussen|soll|sollen|sollte|kann|konnen|wird|werden|wurde|ist|sind|war|sein|ich|wir|er|sie|es|man|wer|wenn|falls|weil|dass|damit|sehe|sehen|sieht|andern|loschen|lasst|alle|allen|berechne[nt]?|umrechnen|prufen|ergeben|ergibt|senden|schicken|hochstens|mindestens|maximal|minimal|mehr|weniger|als|ohne|ausser|pro|je|nach|vor|bis|ab"
              + "|calcular|calcula|convertir|comprobar|enviar|avisar|solo|no|nunca|nadie|ninguno|ninguna|puede|pueden|puedo|debe|deben|tiene que|quiero|necesito|es|son|esta|estan|fue|cuando|porque|para|ver|borrar|editar|cambiar|maximo|minimo|mas|menos|sin|salvo|desde|hasta|todos|todas|cual|quien|que"
              + "|calculer|calcule|verifier|envoyer|prevenir|seulement|uniquement|ne|pas|jamais|personne|aucun|aucune|peut|peuvent|doit|doivent|veux|veut|voulons|faut|sont|etait|quand|lorsque|parce|pour|voir|supprimer|modifier|maximum|plus|moins|sans|sauf|depuis|jusqu|tous|toutes|qui|il|ils|elle|elles|je|nous|on)\\b");

  private static final Pattern LIST =
      Pattern.compile(
          "(?:(?:each|every) .+ has .+|[a-z ]+ with .+|[a-z]+(?: [a-z]+)?: .+|(?:filtered|sorted) by .+)");

  private Foreign() {}

  /** The same with English between the names. */
  static Traced english(Traced text, String language) {
    return Rewording.all(FORMS.getOrDefault(language, List.of()), text)
        .replaceAll(" +", " ")
        .trimmed(" ");
  }

  /** Whether all of a sentence, which became English so, is a list of fields. */
  static boolean isList(String sentence) {
    return LIST.matcher(sentence).matches() && !RULE.matcher(sentence).find();
  }

  private static List<Rewording> german() {
    List<Rewording> all = new ArrayList<>();
    wish(
        all,
        "(?:ich|wir) (?:mochten?|will|wollen|brauchen?|wurden? gern)(?: gern| gerne)?",
        "(?:verwalten|speichern|notieren|erfassen|sammeln|fuhren|festhalten|aufschreiben|dokumentieren|aufnehmen|merken)");
    form(
        all,
        "\\b(?:jeder|jede|jedes|ein|eine) ([a-z]+) (?:hat|besitzt|enthalt|braucht|besteht aus)(?: einen| eine| ein| die| den| das| der)?\\b",
        "each $1 has");
    form(
        all,
        "\\b(?:zu|von|fur) (?:jedem|jeder|jedes) ([a-z]+) (?:gehoren|gehort|speichern wir|notieren wir|erfassen wir)\\b",
        "each $1 has");
    form(all, "\\b(?:mit|bestehend aus|mit je)\\b", "with");
    form(all, "\\b(?:und|sowie)\\b", "and");
    form(all, "\\b(?:oder|bzw\\.?)\\b", "or");
    form(
        all,
        "\\b(?:ob (?:[a-z]+ )??([a-z]+)(?: (?:ist|wurde|hat))?(?: \\((?:ja ?(?:/|oder|or) ?nein)\\))?)(?=[,.;)]|$| and )",
        "whether $1");
    form(all, "\\(ja ?(?:/|or) ?nein\\)", "(boolean)");
    types(
        all,
        "einen|eine|ein|der|die|das|den|dem|des|ihr|ihre|sein|seine|meine|meinen|mein|unsere|unseren",
        "datum|[a-z]*datum|tag|geburtstag|[a-z]*tag",
        "uhrzeit|zeitpunkt",
        "zahl|anzahl|anzahl [a-z]+|menge|jahr|[a-z]+jahr|alter|minuten|stunden|tage|stuck|punkte|seiten|seitenzahl|gramm [a-z]+|gramm|dauer|jahrgang|personen|platze|portionen",
        "preis|[a-z]*preis|kosten|betrag|miete|gebuhr|gehalt",
        "gewicht|lange|hohe|breite|temperatur|flache|entfernung|strecke");
    form(
        all,
        "\\b([a-z]+) in (?:metern|litern|grad|kilo|kilogramm|kubikmetern|kilometern|prozent|quadratmetern|zentimetern)\\b(?: \\(number\\))?",
        "$1 (number)");
    form(all, "\\bkind\\b", "child");
    form(all, "\\(zahl\\)", "(number)");
    form(all, "\\(datum\\)", "(date)");
    form(all, "\\((?:ganze|ganzzahlig|ganze zahl)\\)", "(whole number)");
    form(all, "\\(eindeutig\\)|\\beindeutige[rns]? (?=[a-z])", "unique ");
    form(all, "\\b(?:freiwillig|wahlweise)\\b", "optional");
    form(all, "\\b(?:gefiltert|filterbar) nach\\b", "filtered by");
    form(all, "\\b(?:sortiert|geordnet) nach\\b", "sorted by");
    return List.copyOf(all);
  }

  private static List<Rewording> spanish() {
    List<Rewording> all = new ArrayList<>();
    wish(
        all,
        "(?:quiero|queremos|necesito|necesitamos|quisiera)(?: (?:gestionar|registrar|guardar|llevar|apuntar|anotar|controlar|almacenar|administrar))?",
        "");
    form(
        all,
        "\\b(?:cada|todo|toda) ([a-z]+) (?:tiene|lleva|consta de|contiene|incluye)(?: un| una| el| la)?\\b",
        "each $1 has");
    form(
        all,
        "\\b(?:un|una) ([a-z]+) (?:tiene|lleva|consta de|contiene)(?: un| una| el| la)?\\b",
        "each $1 has");
    form(all, "\\bcon\\b", "with");
    form(all, "\\b(?:y|e)\\b", "and");
    form(all, "\\b(?:o|u)\\b", "or");
    form(
        all,
        "\\bsi (?:la |lo |esta |es |fue |ha sido )*([a-z]+) ?(?:\\(si (?:or|/) ?no\\))?(?=[,.;]|$| and )",
        "whether $1");
    form(all, "\\(si ?(?:or|/) ?no\\)", "(boolean)");
    types(
        all,
        "un|una|el|la|los|las|su|sus|mis|nuestros|nuestras",
        "fecha(?: de [a-z]+)?|dia|cumpleanos",
        "hora|momento",
        "numero(?: de [a-z]+)?|cantidad|ano(?: de [a-z]+)?|edad|minutos|horas|dias|paginas|puntos|plazas|duracion|ejemplares",
        "precio|coste|costo|importe|alquiler|monto",
        "peso|altura|longitud|temperatura|distancia|superficie");
    form(
        all,
        "\\b([a-z]+) en (?:metros|litros|grados|kilos|kg|km|kilometros|centimetros)\\b(?: \\(number\\))?",
        "$1 (number)");
    form(all, "\\bunic[oa]\\b", "unique");
    form(all, "\\bopcional\\b", "optional");
    form(all, "\\bfiltrad[oa]s? por\\b", "filtered by");
    form(all, "\\b(?:ordenad[oa]s?) por\\b", "sorted by");
    return List.copyOf(all);
  }

  private static List<Rewording> french() {
    List<Rewording> all = new ArrayList<>();
    wish(
        all,
        "(?:je veux|je voudrais|nous voulons|nous voudrions|j aimerais|il me faut|je souhaite)(?: (?:gerer|noter|enregistrer|garder|suivre|stocker|tenir|cataloguer))?",
        "");
    form(
        all,
        "\\b(?:chaque) ([a-z]+) (?:a|possede|contient|comporte|comprend)(?: un| une| le| la| son| sa)?\\b",
        "each $1 has");
    form(
        all,
        "\\b(?:un|une) ([a-z]+) (?:a|possede|contient|comporte)(?: un| une| le| la)\\b",
        "each $1 has");
    form(all, "\\bavec\\b", "with");
    form(all, "(^|[.:] )(?:des|les|mes|nos) ([a-z]+) with\\b", "$1$2 with");
    form(all, "\\bet\\b", "and");
    form(all, "\\bou\\b", "or");
    form(
        all,
        "\\bs ?i(?: l)? (?:il |elle )?(?:est |a ete )?([a-z]+) ?\\(oui (?:or|/) ?non\\)",
        "whether $1");
    form(all, "\\(oui ?(?:or|/) ?non\\)", "(boolean)");
    types(
        all,
        "un|une|le|la|les|son|sa|ses|l|mes|nos",
        "date(?: de [a-z]+)?|jour",
        "heure",
        "nombre(?: de [a-z]+)?|quantite|annee(?: de [a-z]+)?|age|minutes|heures|pages|points|places|duree|temps(?: de [a-z]+)? in minutes",
        "prix|cout|montant|loyer|tarif",
        "poids|hauteur|longueur|temperature|distance|surface");
    form(
        all,
        "\\b([a-z]+) en (?:metres|litres|degres|kilos|kg|km|kilometres|centimetres)\\b(?: \\(number\\))?",
        "$1 (number)");
    form(all, "\\bfacultati(?:f|ve)\\b|\\boptionnel(?:le)?\\b", "optional");
    form(all, "\\bfiltre(?:e|es|s)? par\\b", "filtered by");
    form(all, "\\btrie(?:e|es|s)? par\\b", "sorted by");
    return List.copyOf(all);
  }

  /** That somebody wants to keep something says no more than what is kept. */
  private static void wish(List<Rewording> all, String begin, String end) {
    form(
        all,
        "(^|[.] )" + begin + " (?:[a-z]+ ){0,5}?" + (end.isEmpty() ? "[a-z]+" : end) + " ?: ",
        "$1");
    form(
        all,
        "(^|[.] )" + begin + " (?:[a-z]+ ){0,5}?" + (end.isEmpty() ? "[a-z]+" : end) + "[.] ",
        "$1");
    form(all, "(^|[.] )" + begin + " (?:[a-z]+ ){1,5}?[a-z]+: (?=each )", "$1");
    if (!end.isEmpty()) {
      form(all, "(^|[.] )" + begin + " ", "$1");
      form(all, " " + end + "(?=[.,]|$)", "");
    } else {
      form(
          all,
          "(^|[.] )"
              + begin
              + " (?:(?:mis|mes|nuestros|nuestras|los|las|des|les|nos|una?|une) )?(?=[a-z]+ )",
          "$1");
    }
  }

  /** What the heads of names say of what a field holds. */
  private static void types(
      List<Rewording> all,
      String articles,
      String days,
      String moments,
      String wholes,
      String money,
      String decimals) {
    form(all, "(?<=[,:] |has |with |and |or |^)(?:(?:" + articles + ") )+(?=[a-z])", "");
    form(
        all,
        "(^|[.] )(?:(?:"
            + articles
            + ") )?list[ae] (?:de|des|d|von|der|unserer|meiner|aller) (?:(?:los|las|mis|mes|nos|unserer|meiner) )?(?=[a-z])",
        "$1");
    form(all, "(^|[.] )(?:(?:" + articles + ") )?([a-z]+) with ", "$1each $2 has ");
    form(
        all,
        "(^|[.] )(?:(?:"
            + articles
            + ") )?[a-z]+(?: [a-z]+){0,2}: (?:(?:des|"
            + articles
            + ") )?([a-z]+) with\\b",
        "$1$2 with");
    form(all, "\\ben minutes\\b|\\ben minutos\\b|\\bin minuten\\b", "in minutes");
    for (var each :
        List.of(
            List.of(days, "date"),
            List.of(moments, "datetime"),
            List.of(wholes, "whole number"),
            List.of(money, "money"),
            List.of(decimals, "number"))) {
      form(
          all,
          "(?<=[,:] |has |with |and )(" + each.getFirst() + ")(?=[,.;]|$| and )",
          "$1 (" + each.getLast() + ")");
    }
  }

  private static void form(List<Rewording> all, String said, String instead) {
    all.add(Rewording.of(said, instead));
  }
}
