/** Rows of features in JSON, as requests and answers have them. */
package io.twinstream.serving.row;
