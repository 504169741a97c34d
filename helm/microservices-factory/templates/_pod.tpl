{{/* What pods and containers have in common. */}}

{{/* A Deployment's pod: metadata and the top of the spec. dict root, pod (name), config (text), secrets (bool), keys (text) */}}
{{- define "factory.pod.metadata" -}}
labels:
  {{- include "factory.selector" .root | nindent 2 }}
  app.kubernetes.io/component: {{ .pod }}
annotations:
  checksum/config: {{ .config | sha256sum }}
  {{- with .keys }}
  checksum/keys: {{ . | sha256sum }}
  {{- end }}
  {{- if .secrets }}
  checksum/secrets: {{ include "factory.secrets" .root | sha256sum }}
  {{- end }}
  {{- with .root.Values.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "factory.pod.spec" -}}
serviceAccountName: {{ include "factory.fullname" . }}
automountServiceAccountToken: false
# Service links are variables such as FACTORY_..., where the nodes read their settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  # One user for all: a unix socket opens to its owner.
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The Secret with a node's own keys. dict root, node */}}
{{- define "factory.keysName" -}}
{{- with .root.Values.mesh.existingSecrets -}}
{{ . }}-{{ $.node }}
{{- else -}}
{{ include "factory.fullname" .root }}-keys-{{ .node }}
{{- end -}}
{{- end }}

{{- define "factory.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* A node's container, without its own mounts. dict root, node */}}
{{- define "factory.container" -}}
{{- $values := index .root.Values .node -}}
{{- $name := include "factory.node" .node -}}
name: {{ $name }}
image: {{ include "factory.image" (dict "root" .root "image" $values.image) | quote }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args:
  - --config=/etc/factory/{{ $name }}.yaml
env:
  - name: JDK_JAVA_OPTIONS
    value: {{ $values.javaOptions | quote }}
  {{- if $values.database }}
  - name: FACTORY_{{ upper .node }}_DB_PASSWORD
    valueFrom:
      secretKeyRef:
        {{- include "factory.secretKeyRef" (dict "root" .root "existing" $values.database.existingSecret "existingKey" $values.database.existingSecretKey "key" (printf "%s-db-password" .node)) | nindent 8 }}
  {{- end }}
  {{- if has .node (list "edge" "pipeline") }}
  {{- $assertion := .root.Values.assertion }}
  - name: FACTORY_ASSERTION_SECRET
    valueFrom:
      secretKeyRef:
        {{- if or $assertion.existingSecret $assertion.secret }}
        {{- include "factory.secretKeyRef" (dict "root" .root "existing" $assertion.existingSecret "existingKey" $assertion.existingSecretKey "key" "assertion-secret") | nindent 8 }}
        {{- else }}
        name: {{ include "factory.keysName" . }}
        key: assertion
        {{- end }}
  {{- end }}
  {{- $keys := include "factory.keysName" . }}
  {{- range $peer := index (include "factory.peers" . | fromYaml) .node }}
  - name: FACTORY_MESH_KEYS_{{ upper $peer }}
    valueFrom:
      secretKeyRef:
        name: {{ $keys }}
        key: {{ $peer }}
  {{- end }}
  {{- if eq .node "chain" }}
  {{- if $values.keystore.existingSecret }}
  - name: FACTORY_CHAIN_KEYSTORE_PASSWORD
    valueFrom:
      secretKeyRef:
        name: {{ $values.keystore.existingSecret }}
        key: {{ $values.keystore.existingSecretKeys.password }}
  {{- else }}
  - name: FACTORY_CHAIN_KEY
    valueFrom:
      secretKeyRef:
        {{- include "factory.secretKeyRef" (dict "root" .root "existing" $values.key.existingSecret "existingKey" $values.key.existingSecretKey "key" "chain-key") | nindent 8 }}
  {{- end }}
  {{- range $values.chains }}
  {{- $variable := .key | upper | replace "-" "_" }}
  - name: FACTORY_CHAIN_{{ $variable }}_RPC_URLS
    valueFrom:
      secretKeyRef:
        {{- include "factory.secretKeyRef" (dict "root" $.root "existing" $values.endpoints.existingSecret "existingKey" (printf "%s-rpc-urls" .key) "key" (printf "chain-%s-rpc-urls" .key)) | nindent 8 }}
  - name: FACTORY_CHAIN_{{ $variable }}_WS_URL
    valueFrom:
      secretKeyRef:
        {{- include "factory.secretKeyRef" (dict "root" $.root "existing" $values.endpoints.existingSecret "existingKey" (printf "%s-ws-url" .key) "key" (printf "chain-%s-ws-url" .key)) | nindent 8 }}
        optional: true
  {{- end }}
  {{- end }}
ports:
  - name: {{ .node }}
    containerPort: {{ include "factory.port" (dict "of" .node) }}
  {{- if has .node (list "registry" "chain") }}
  - name: internal
    containerPort: {{ include "factory.port" (dict "of" (printf "%sInternal" .node)) }}
  {{- end }}
# Two minutes to start and migrate; only then do the others count.
startupProbe:
  httpGet: {path: /healthz, port: {{ .node }}}
  periodSeconds: 2
  failureThreshold: 60
# What the node needs for its own work; pipeline-svc shares the gate's pod, and its trouble must not
# take the gate out of service: whoever calls it hears UNAVAILABLE.
readinessProbe:
  httpGet: {path: {{ eq .node "pipeline" | ternary "/healthz" "/readyz" }}, port: {{ .node }}}
  periodSeconds: 5
  timeoutSeconds: 2
# Whether the process turns, whatever is away.
livenessProbe:
  httpGet: {path: /healthz, port: {{ .node }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
resources:
  {{- toYaml $values.resources | nindent 2 }}
securityContext:
  {{- include "factory.container.security" . | nindent 2 }}
{{- end }}

{{/* A node's mounts and volumes. dict root, node */}}
{{- define "factory.mounts" -}}
- name: {{ .node }}-config
  mountPath: /etc/factory
  readOnly: true
- name: {{ .node }}-tmp
  mountPath: /tmp
{{- if and (eq .node "chain") .root.Values.chain.keystore.existingSecret }}
- name: chain-key
  mountPath: /run/factory/key
  readOnly: true
{{- end }}
{{- end }}

{{- define "factory.volumes" -}}
- name: {{ .node }}-config
  configMap:
    name: {{ include "factory.fullname" .root }}-config
    items:
      - key: {{ include "factory.node" .node }}.yaml
        path: {{ include "factory.node" .node }}.yaml
# Libraries unpack their native parts here; the image itself is read-only.
- name: {{ .node }}-tmp
  emptyDir:
    sizeLimit: 256Mi
{{- if and (eq .node "chain") .root.Values.chain.keystore.existingSecret }}
- name: chain-key
  secret:
    secretName: {{ .root.Values.chain.keystore.existingSecret }}
    # For the pod's group; chain-svc refuses a file that every user may read.
    defaultMode: 0440
    items:
      - key: {{ .root.Values.chain.keystore.existingSecretKeys.file }}
        path: keystore.json
{{- end }}
{{- end }}

{{/* The Deployment of a node that has a pod to itself. dict root, node, replicas, strategy */}}
{{- define "factory.deployment" -}}
{{- $name := include "factory.node" .node -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "factory.fullname" .root }}-{{ $name }}
  labels:
    {{- include "factory.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ $name }}
spec:
  replicas: {{ .replicas }}
  strategy:
    type: {{ .strategy }}
  selector:
    matchLabels:
      {{- include "factory.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ $name }}
  template:
    metadata:
      {{- include "factory.pod.metadata" (dict "root" .root "pod" $name "config" (include "factory.config" .) "secrets" (ne .node "web") "keys" (include "factory.keys" .)) | nindent 6 }}
    spec:
      {{- include "factory.pod.spec" .root | nindent 6 }}
      containers:
        - {{ include "factory.container" . | nindent 10 | trim }}
          volumeMounts:
            {{- include "factory.mounts" . | nindent 12 }}
      volumes:
        {{- include "factory.volumes" . | nindent 8 }}
{{- end }}
