/** Models as ONNX files: what they say of themselves, whether they fit a service, their scores. */
package io.twinstream.offline.models;
