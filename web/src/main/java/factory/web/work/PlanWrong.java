package factory.web.work;

import java.util.Map;

/**
 * What is wrong with what was sent.
 *
 * @param all as a whole
 * @param answers by their questions
 */
record PlanWrong(String all, Map<String, String> answers, String idea, String metadata) {
  static final PlanWrong NOTHING = of("");

  static PlanWrong of(String all) {
    return new PlanWrong(all, Map.of(), "", "");
  }
}
