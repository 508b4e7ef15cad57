/** Writes ONNX files: the few messages of onnx.proto that models here are made of. */
package io.twinstream.offline.models.onnx;
