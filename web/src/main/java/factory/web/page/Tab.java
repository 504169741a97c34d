package factory.web.page;

import factory.registry.v1.Service;
import java.util.EnumSet;
import java.util.Set;

/** The pages of a service. */
public enum Tab {
  SERVICE("Service", ""),
  API("API", "/api"),
  TOKEN("Token", "/token"),
  ACCESS("Access", "/access"),
  OWNER("Owner", "/owner"),
  RUNS("Runs", "/runs");

  private static final Set<Tab> CHANGERS = EnumSet.of(OWNER, RUNS);

  private final String label;
  private final String path;

  Tab(String label, String path) {
    this.label = label;
    this.path = path;
  }

  public String label() {
    return label;
  }

  /** Whether only whoever may change the service is led there. */
  public boolean isForChangers() {
    return CHANGERS.contains(this);
  }

  /** Where it is. */
  public String of(Service service) {
    return Links.page(service) + path;
  }
}
