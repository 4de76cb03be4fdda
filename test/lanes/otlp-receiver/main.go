// An OTLP/HTTP log receiver around OpenTelemetry's own decoder: writes what it understood, one JSON object a line.
package main

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"sync"

	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
)

func main() {
	endpoint := flag.String("endpoint", "127.0.0.1:4318", "where to listen")
	out := flag.String("out", "out", "file to append to")
	flag.Parse()
	file, err := os.OpenFile(*out, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	var guard sync.Mutex
	http.HandleFunc("POST /v1/logs", func(answer http.ResponseWriter, request *http.Request) {
		guard.Lock()
		defer guard.Unlock()
		if err := receive(request, json.NewEncoder(file)); err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
			return
		}
		body, _ := plogotlp.NewExportResponse().MarshalJSON()
		answer.Header().Set("content-type", "application/json")
		answer.Write(body)
	})
	log.Fatal(http.ListenAndServe(*endpoint, nil))
}

func receive(request *http.Request, lines *json.Encoder) error {
	var body io.Reader = request.Body
	if request.Header.Get("content-encoding") == "gzip" {
		unzipped, err := gzip.NewReader(body)
		if err != nil {
			return err
		}
		body = unzipped
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	export := plogotlp.NewExportRequest()
	if err := export.UnmarshalJSON(text); err != nil {
		return err
	}
	for _, resource := range export.Logs().ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			for _, record := range scope.LogRecords().All() {
				line := map[string]any{
					"resource":   resource.Resource().Attributes().AsRaw(),
					"attributes": record.Attributes().AsRaw(),
					"severity":   record.SeverityNumber().String(),
					"timeMs":     record.Timestamp().AsTime().UnixMilli(),
					"body":       record.Body().Str(),
				}
				if err := lines.Encode(line); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
