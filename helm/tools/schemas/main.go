// Command schemas writes a strict JSON schema for each kind of Kubernetes' own API, as kubeconform
// reads them: schemas FOLDER. The source is the OpenAPI document in the k8s.io/kubernetes module,
// which the Go command downloads and checks; its hash is pinned here as well.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	module = "k8s.io/kubernetes@v1.37.2"
	sum    = "h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE="
	prefix = "#/definitions/"
)

type schema = map[string]any

func main() {
	if len(os.Args) != 2 {
		fail("usage: schemas FOLDER")
	}
	definitions := definitions(document())
	folder := os.Args[1]
	check(os.MkdirAll(folder, 0o755))
	written := 0
	for name, definition := range definitions {
		kinds, _ := definition.(schema)["x-kubernetes-group-version-kind"].([]any)
		// Options of calls belong to every group at once; they are no objects.
		if len(kinds) != 1 {
			continue
		}
		content, err := json.Marshal(schema{
			"$ref":        prefix + name,
			"definitions": reachable(name, definitions),
		})
		check(err)
		check(os.WriteFile(filepath.Join(folder, fileName(kinds[0].(schema))), content, 0o644))
		written++
	}
	if written == 0 {
		fail("the document names no kinds")
	}
	fmt.Printf("%d schemas of %s\n", written, module)
}

// document downloads the module, unless it is there, and returns its OpenAPI document.
func document() []byte {
	out, err := exec.Command("go", "mod", "download", "-json", module).Output()
	var download struct{ Dir, Sum, Error string }
	if jsonErr := json.Unmarshal(out, &download); jsonErr != nil {
		fail("go mod download " + module + " failed: " + fmt.Sprint(err))
	}
	if download.Error != "" {
		fail(download.Error)
	}
	if download.Sum != sum {
		fail(module + " has the hash " + download.Sum + " instead of " + sum)
	}
	content, err := os.ReadFile(filepath.Join(download.Dir, "api", "openapi-spec", "swagger.json"))
	check(err)
	return content
}

func definitions(document []byte) schema {
	var parsed struct {
		Definitions schema `json:"definitions"`
	}
	check(json.Unmarshal(document, &parsed))
	for name, definition := range parsed.Definitions {
		switch name {
		case "io.k8s.apimachinery.pkg.util.intstr.IntOrString":
			parsed.Definitions[name] = schema{"type": []string{"integer", "string"}}
		case "io.k8s.apimachinery.pkg.api.resource.Quantity":
			parsed.Definitions[name] = schema{"type": []string{"number", "string"}}
		default:
			tighten(definition)
		}
	}
	return parsed.Definitions
}

// tighten refuses properties that a definition does not name, and drops the prose.
func tighten(value any) {
	definition, ok := value.(schema)
	if !ok {
		return
	}
	delete(definition, "description")
	properties, named := definition["properties"].(schema)
	if named {
		if _, open := definition["additionalProperties"]; !open {
			definition["additionalProperties"] = false
		}
	}
	for _, property := range properties {
		tighten(property)
	}
	tighten(definition["items"])
	tighten(definition["additionalProperties"])
}

// reachable is a definition with all that it refers to.
func reachable(name string, definitions schema) schema {
	found := schema{}
	var visit func(any)
	visit = func(value any) {
		switch value := value.(type) {
		case schema:
			for key, inner := range value {
				text, isText := inner.(string)
				if key == "$ref" && isText {
					next := strings.TrimPrefix(text, prefix)
					if _, seen := found[next]; !seen {
						found[next] = definitions[next]
						visit(definitions[next])
					}
					continue
				}
				visit(inner)
			}
		case []any:
			for _, inner := range value {
				visit(inner)
			}
		}
	}
	visit(schema{"$ref": prefix + name})
	return found
}

// fileName is kubeconform's: deployment-apps-v1.json, service-v1.json.
func fileName(kind schema) string {
	parts := []string{kind["kind"].(string)}
	if group := kind["group"].(string); group != "" {
		parts = append(parts, strings.Split(group, ".")[0])
	}
	return strings.ToLower(strings.Join(append(parts, kind["version"].(string)), "-")) + ".json"
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "schemas: "+message)
	os.Exit(1)
}
