/** Errors as the documents of RFC 9457, the same for all routes. */
package io.twinstream.serving.problem;
