{{/* Short names of the nodes, and what each listens on. Everything else that is about a port asks here. */}}
{{- define "factory.ports" -}}
registry: 7001
pipeline: 7002
chain: 7003
edge: 7004
web: 7005
registryInternal: 7101
chainInternal: 7103
envoy: 8080
envoyReady: 8081
{{- end }}

{{- define "factory.port" -}}
{{- index (include "factory.ports" . | fromYaml) .of -}}
{{- end }}

{{/* Who talks with whom, either way: a node has a key for each of these. */}}
{{- define "factory.peers" -}}
registry: [edge, pipeline, web]
pipeline: [chain, edge, registry, web]
chain: [edge, pipeline, web]
edge: [chain, pipeline, registry, web]
web: [chain, edge, pipeline, registry]
{{- end }}

{{/* The full name of a node: registry is registry-svc. */}}
{{- define "factory.node" -}}
{{- index (dict "registry" "registry-svc" "pipeline" "pipeline-svc" "chain" "chain-svc" "edge" "edge-gateway" "web" "web") . -}}
{{- end }}

{{- define "factory.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 45 | trimSuffix "-" -}}
{{- end }}

{{- define "factory.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 45 | trimSuffix "-" -}}
{{- else if contains (include "factory.name" .) .Release.Name -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "factory.name" .) | trunc 45 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "factory.selector" -}}
app.kubernetes.io/name: {{ include "factory.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "factory.labels" -}}
{{ include "factory.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The pod that a node runs in: pipeline-svc shares edge-gateway's. */}}
{{- define "factory.pod" -}}
{{- include "factory.node" (eq . "pipeline" | ternary "edge" .) -}}
{{- end }}

{{/* dict root, image */}}
{{- define "factory.image" -}}
{{- $registry := .root.Values.image.registry -}}
{{- $name := $registry | empty | ternary .image.repository (printf "%s/%s" (trimSuffix "/" $registry) .image.repository) -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (coalesce .image.tag .root.Values.image.tag .root.Chart.AppVersion) -}}
{{- end -}}
{{- end }}

{{/* A secretKeyRef. dict root, existing (name of a Secret or ""), existingKey, key (in the chart's own Secret) */}}
{{- define "factory.secretKeyRef" -}}
{{- if .existing -}}
name: {{ .existing }}
key: {{ .existingKey }}
{{- else -}}
name: {{ include "factory.fullname" .root }}-secrets
key: {{ .key }}
{{- end -}}
{{- end }}
