package io.twinstream.serving.operation;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeIn;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityScheme;

/** The general part of the OpenAPI document; controllers add the rest. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "twinstream",
            version = "0.1",
            description =
                "Features of entities, evaluated when they are read, and scores of models over"
                    + " them. Errors are problem documents (RFC 9457)."))
@SecurityScheme(
    name = "key",
    type = SecuritySchemeType.APIKEY,
    in = SecuritySchemeIn.HEADER,
    paramName = "X-Api-Key")
final class ApiDocument {
  private ApiDocument() {}
}
