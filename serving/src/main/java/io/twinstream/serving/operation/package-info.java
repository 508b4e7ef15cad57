/** Metrics, request ids, statistics, and the OpenAPI document. */
package io.twinstream.serving.operation;
