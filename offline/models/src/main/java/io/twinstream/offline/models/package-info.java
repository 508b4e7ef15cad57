/** ONNX models: their metadata, whether they fit a service, and their scores. */
package io.twinstream.offline.models;
