/** Errors as problem documents (RFC 9457), the same for all routes. */
package io.twinstream.serving.problem;
