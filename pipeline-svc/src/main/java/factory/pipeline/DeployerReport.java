package factory.pipeline;

import factory.pipeline.admission.Admission;
import factory.pipeline.deploy.Isolation;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.v1.Deployer;

/** What everybody may know of where services run. */
record DeployerReport(Isolation isolation, Admission admission, Toolbox tools) {
  Deployer render() {
    var limits = admission.limits();
    return Deployer.newBuilder()
        .setKind("local")
        .setIsolation(
            switch (isolation) {
              case Isolation.Sandboxed _ -> factory.pipeline.v1.Isolation.ISOLATION_SANDBOXED;
              case Isolation.Unsandboxed _ -> factory.pipeline.v1.Isolation.ISOLATION_UNSANDBOXED;
              case Isolation.Missing _ -> factory.pipeline.v1.Isolation.ISOLATION_REFUSED;
            })
        .setDetail(isolation.words() + "; " + tools.words())
        .setServices(admission.usage().all())
        .setMaxServices(limits.services())
        .setMaxServicesPerOwner(limits.servicesPerOwner())
        .setMemoryBytes(limits.memoryBytes())
        .build();
  }
}
