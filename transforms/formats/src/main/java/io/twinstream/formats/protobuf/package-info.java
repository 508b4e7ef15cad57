/** Records in Protobuf's binary encoding. */
package io.twinstream.formats.protobuf;
