{{/* Secrets given as values; "" when all of them exist elsewhere. */}}
{{- define "factory.secrets" -}}
{{- range $node := list "registry" "pipeline" "chain" }}
{{- $database := (index $.Values $node).database }}
{{- if not $database.existingSecret }}
{{ $node }}-db-password: {{ $database.password | b64enc | quote }}
{{- end }}
{{- end }}
{{- if not .Values.chain.existingSecret }}
chain-key: {{ .Values.chain.key | b64enc | quote }}
chain-rpc-url: {{ .Values.chain.rpcUrl | b64enc | quote }}
{{- end }}
{{- end }}
