package factory.web.page;

import factory.chain.v1.UnsignedTransaction;
import factory.registry.v1.Service;

/** Addresses and commands for people to follow and copy. */
public final class Links {
  private Links() {}

  /** A service's page. */
  public static String page(Service service) {
    return "/s/" + service.getSlug();
  }

  /**
   * What leads to a service's page for whoever has its id alone, and is before what belongs to it.
   */
  public static String service(String id) {
    return "/services/" + id;
  }

  /** Where a service is seen to be built. */
  public static String build(Service service) {
    return page(service) + "/build";
  }

  /** Where it is asked whether it is to be deleted. */
  public static String delete(Service service) {
    return page(service) + "/delete";
  }

  /** What its owner sees and does. */
  public static String owner(Service service) {
    return page(service) + "/owner";
  }

  /** What leads there for whoever has the service's id alone. */
  public static String build(String id) {
    return service(id) + "/build";
  }

  /** Where the plan of a service's next version is changed. */
  public static String plan(String id) {
    return "/new?service=" + id;
  }

  /** The address when a browser may follow it; empty when it is of another kind. */
  public static String http(String url) {
    return url.matches("https?://[A-Za-z0-9.:\\[\\]_-]+(/[A-Za-z0-9._~/-]*)?") ? url : "";
  }

  /** How to sign and send a prepared call from a terminal; empty when it is not one. */
  public static String send(UnsignedTransaction call) {
    return call.getTo().matches("0x[0-9a-f]{40}")
            && call.getData().matches("0x([0-9a-f]{2})*")
            && call.getValueWei().matches("[0-9]+")
        ? "cast send "
            + call.getTo()
            + (call.getValueWei().equals("0") ? "" : " --value " + call.getValueWei())
            + " --data "
            + call.getData()
            + " --rpc-url \"$ETH_RPC_URL\" --private-key \"$PRIVATE_KEY\""
        : "";
  }
}
