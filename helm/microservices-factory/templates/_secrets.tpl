{{/* A node's own keys, derived from mesh.secret; "" where that is not given. dict root, node */}}
{{- define "factory.keys" -}}
{{- with .root.Values.mesh.secret }}
{{- $secret := . }}
{{- range $peer := index (include "factory.peers" $ | fromYaml) $.node }}
{{ $peer }}: {{ printf "%s\n%s" $secret (list $.node $peer | sortAlpha | join " ") | sha256sum | b64enc | quote }}
{{- end }}
{{- if has $.node (list "edge" "pipeline") }}
assertion: {{ printf "%s\nservices" $secret | sha256sum | b64enc | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Secrets given as values; "" when all of them exist elsewhere. */}}
{{- define "factory.secrets" -}}
{{- range $node := list "registry" "pipeline" "chain" "edge" }}
{{- $database := (index $.Values $node).database }}
{{- if not $database.existingSecret }}
{{ $node }}-db-password: {{ $database.password | b64enc | quote }}
{{- end }}
{{- end }}
{{- with .Values.assertion.secret }}
assertion-secret: {{ . | b64enc | quote }}
{{- end }}
{{- with .Values.chain.key.value }}
chain-key: {{ . | b64enc | quote }}
{{- end }}
{{- if not .Values.chain.endpoints.existingSecret }}
{{- range $chain := .Values.chain.chains }}
chain-{{ .key }}-rpc-urls: {{ join "," .rpcUrls | b64enc | quote }}
{{- with .wsUrl }}
chain-{{ $chain.key }}-ws-url: {{ . | b64enc | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
