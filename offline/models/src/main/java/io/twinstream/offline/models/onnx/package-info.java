/** Writes ONNX files with the few messages of onnx.proto that the models need. */
package io.twinstream.offline.models.onnx;
