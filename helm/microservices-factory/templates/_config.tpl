{{/* The configuration files. Nothing secret: those are in the environment, see _pod.tpl. */}}

{{/* What every node is told. dict root, node */}}
{{- define "factory.config.shared" -}}
{{- $root := .root -}}
{{- $node := .node -}}
{{- $full := include "factory.fullname" .root -}}
factory:
  profile: {{ .root.Values.profile }}
public-url: {{ .root.Values.publicUrl | quote }}
{{- with .root.Values.operators }}
operators: {{ join "," . | quote }}
{{- end }}
mesh:
{{- range $neighbour := list "registry" "pipeline" "chain" "edge" "web" }}
  {{- if ne $neighbour $node }}
  {{- /* In one pod neighbours meet on loopback, so neither waits for the other to be in the Service. */}}
  {{- $here := eq (include "factory.pod" $neighbour) (include "factory.pod" $node) }}
  {{ $neighbour }}: {{ $here | ternary "127.0.0.1" (printf "%s-%s" $full (include "factory.node" $neighbour)) }}:{{ include "factory.port" (dict "of" $neighbour) }}
  {{- end }}
{{- end }}
{{- range $neighbour, $from := dict "registry" (list "edge" "pipeline") "chain" (list "pipeline") }}
  {{- if has $node $from }}
  {{ $neighbour }}-internal: {{ $full }}-{{ include "factory.node" $neighbour }}:{{ include "factory.port" (dict "of" (printf "%sInternal" $neighbour)) }}
  {{- end }}
{{- end }}
{{- end }}

{{/* dict root, node */}}
{{- define "factory.config.db" -}}
{{- $database := .root.Values.database -}}
{{- $own := (index .root.Values .node).database -}}
db:
  url: {{ printf "jdbc:postgresql://%s:%d/%s%s" $database.host (int64 $database.port) $database.name ($database.parameters | empty | ternary "" (printf "?%s" $database.parameters)) | quote }}
  user: {{ $own.user | quote }}
  pool-size: {{ int64 $own.poolSize }}
{{- end }}

{{/* The whole file of a node. dict root, node */}}
{{- define "factory.config" -}}
{{ include "factory.config.shared" . }}
{{ .node }}:
  listen: 0.0.0.0:{{ include "factory.port" (dict "of" .node) }}
  {{- if has .node (list "registry" "chain") }}
  internal-listen: 0.0.0.0:{{ include "factory.port" (dict "of" (printf "%sInternal" .node)) }}
  {{- end }}
  {{- if (index .root.Values .node).database }}
  {{- include "factory.config.db" . | nindent 2 }}
  {{- end }}
  {{- include (printf "factory.config.%s" .node) .root | nindent 2 }}
{{- /* web speaks of the same hosts that the gate serves. */}}
{{- if and (eq .node "web") .root.Values.edge.serviceHosts }}
edge:
  service-hosts: {{ .root.Values.edge.serviceHosts | quote }}
{{- end }}
{{- end }}

{{- define "factory.config.registry" -}}
{{- end }}

{{- define "factory.config.web" -}}
{{- end }}

{{- define "factory.config.pipeline" -}}
data-dir: /var/lib/factory/pipeline
run-dir: /run/factory/services
runtime-libs: {{ .Values.pipeline.runtimeLibs | quote }}
{{- with .Values.pipeline.documentLibs }}
document-libs: {{ . | quote }}
{{- end }}
{{- /* A pod may make no namespaces of its own. */}}
unsandboxed: {{ .Values.pipeline.unsandboxed }}
{{- with .Values.pipeline.memory }}
memory: {{ . | quote }}
{{- end }}
services-per-owner: {{ int64 .Values.pipeline.servicesPerOwner }}
fuzz-time: {{ .Values.pipeline.fuzzTime }}
{{- with .Values.pipeline.javaHome }}
java-home: {{ . | quote }}
{{- end }}
gateway-url: http://127.0.0.1:{{ include "factory.port" (dict "of" "envoy") }}
{{- end }}

{{- define "factory.config.chain" -}}
{{- $keys := list -}}
{{- range .Values.chain.chains }}{{ $keys = append $keys .key }}{{ end -}}
chains: {{ join "," $keys | quote }}
{{- with .Values.chain.defaultChain }}
default-chain: {{ . | quote }}
{{- end }}
{{- if .Values.chain.keystore.existingSecret }}
keystore-file: /run/factory/key/keystore.json
{{- end }}
{{- with .Values.chain.rpcTimeout }}
rpc-timeout: {{ . | quote }}
{{- end }}
{{- with .Values.chain.auditInterval }}
audit-interval: {{ . | quote }}
{{- end }}
{{- /* What is not given is chain-svc's own default. */}}
{{- range .Values.chain.chains }}
{{ .key | quote }}:
  id: {{ int64 .id }}
  {{- range $key, $text := dict "name" .name "factory-address" .factoryAddress "finality" .finality "poll-interval" .pollInterval "max-head-age" .maxHeadAge "max-block-age" .maxBlockAge "replace-after" .replaceAfter }}
  {{- with $text }}
  {{ $key }}: {{ . | quote }}
  {{- end }}
  {{- end }}
  {{- range $key, $number := dict "start-block" .startBlock "confirmations" .confirmations "max-fee-gwei" .maxFeeGwei }}
  {{- with $number }}
  {{ $key }}: {{ int64 . }}
  {{- end }}
  {{- end }}
  {{- if .disposable }}
  disposable: true
  {{- end }}
{{- end }}
{{- end }}

{{- define "factory.config.edge" -}}
authz-listen: unix:/run/factory/control/authz.sock
xds-listen: unix:/run/factory/control/xds.sock
catalog-listen: unix:/run/factory/control/catalog.sock
envoy-host: 0.0.0.0
envoy-port: {{ include "factory.port" (dict "of" "envoy") }}
dev-bypass: {{ .Values.edge.devBypass }}
wallet-header: {{ .Values.edge.walletHeader }}
journal-dir: /var/lib/factory/edge
access-log: {{ .Values.edge.accessLog }}
{{- with .Values.edge.serviceHosts }}
service-hosts: {{ . | quote }}
{{- end }}
trusted-proxies: {{ .Values.edge.trustedProxies }}
streams-per-address: {{ int64 .Values.edge.streamsPerAddress }}
budget-per-minute: {{ int64 .Values.edge.budgetPerMinute }}
{{- end }}

{{/* Envoy's start; the public listener and all clusters come from edge-gateway. What its EnvoyBootstrap
     writes where both run on one machine, with the admin interface put away and /ready in front of it. */}}
{{- define "factory.config.envoy" -}}
node:
  id: envoy
  cluster: {{ include "factory.fullname" . }}
# A unix socket in a folder of Envoy's own: generated code shares the pod's loopback.
admin:
  address:
    pipe:
      path: /run/factory/admin/admin.sock
dynamic_resources:
  ads_config:
    api_type: DELTA_GRPC
    transport_api_version: V3
    set_node_on_first_message_only: true
    grpc_services:
      - envoy_grpc:
          cluster_name: xds
          # Envoy's own pauses grow to 30 s, in which a restarted edge-gateway is not heard.
          retry_policy: {retry_back_off: {base_interval: 0.25s, max_interval: 1s}}
  # 0s waits for edge-gateway for as long as it takes, instead of being ready with no listener.
  lds_config:
    resource_api_version: V3
    initial_fetch_timeout: 0s
    ads: {}
  cds_config:
    resource_api_version: V3
    initial_fetch_timeout: 0s
    ads: {}
# Without it Envoy takes no regular expression as large as edge-gateway's of good paths.
layered_runtime:
  layers:
    - name: static
      static_layer: {re2.max_program_size.error_level: 4000}
overload_manager:
  resource_monitors:
    - name: envoy.resource_monitors.global_downstream_max_connections
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig
        max_active_downstream_connections: 20000
static_resources:
  clusters:
    - name: xds
      connect_timeout: 1s
      typed_extension_protocol_options:
        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
          "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
          explicit_http_config:
            http2_protocol_options:
              connection_keepalive:
                interval: 10s
                timeout: 5s
      load_assignment:
        cluster_name: xds
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address:
                    pipe:
                      path: /run/factory/control/xds.sock
    - name: admin
      connect_timeout: 1s
      load_assignment:
        cluster_name: admin
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address:
                    pipe:
                      path: /run/factory/admin/admin.sock
  listeners:
    # The one thing of the admin interface that the kubelet may ask.
    - name: ready
      address:
        socket_address:
          address: 0.0.0.0
          port_value: {{ include "factory.port" (dict "of" "envoyReady") }}
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: ready
                route_config:
                  virtual_hosts:
                    - name: ready
                      domains: ["*"]
                      routes:
                        - match:
                            path: /ready
                            headers:
                              - name: ":method"
                                string_match:
                                  exact: GET
                          route:
                            cluster: admin
                http_filters:
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
{{- end }}
