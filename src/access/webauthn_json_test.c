/* Passkeys: what goes to the browser as JSON, and what comes back. */
#include "access/webauthn.h"
#include "base/json.h"
#include "tests/check.h"

#define CHALLENGE S("0123456789abcdef0123456789abcdef")
#define ID S("credential-0001")

static const Str origins[] = {S_INIT("https://example.org")};
static const WebauthnSite site = {.rp_id = S_INIT("example.org"),
                                  .name = S_INIT("Example"),
                                  .origins = origins,
                                  .origins_n = 1};

TEST(webauthn_options_are_what_a_browser_wants)
{
        WebauthnKnown known[WEBAUTHN_CREDENTIALS_MAX + 1] = {{ID, S("usb,nfc")},
                                                             {S("\xFF\xFE"), S("")}};
        WebauthnUser user = {S("user-1"), S("zoë@example.org"), S("Zoë \"Z\"")};
        WebauthnSite strict = site;
        const Json *j;
        Str json;

        strict.must_verify_user = true;
        CHECK_OK(webauthn_creation_options(a, &site, &user, CHALLENGE, known, 2, &json));
        CHECK_OK(json_parse(a, json, &j, NULL));
        CHECK_STR(json_get_text(json_get(j, S("rp")), S("id")), IS, "example.org");
        CHECK_STR(json_get_text(json_get(j, S("user")), S("id")), IS, "dXNlci0x");
        CHECK_STR(json_get_text(json_get(j, S("user")), S("displayName")), IS, "Zoë \"Z\"");
        CHECK_STR(json_get_text(j, S("challenge")), IS,
                  "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY");
        CHECK_STR(json, CONTAINS, "\"alg\":-8");
        CHECK_STR(json, CONTAINS, "\"alg\":-7}");
        CHECK_STR(json, CONTAINS, "\"alg\":-257");
        CHECK_STR(json, CONTAINS, "\"transports\":[\"usb\",\"nfc\"]");
        CHECK_STR(json, CONTAINS, "{\"type\":\"public-key\",\"id\":\"__4\"}");
        CHECK_STR(json, CONTAINS, "\"attestation\":\"none\"");
        CHECK_STR(json, CONTAINS, "\"userVerification\":\"preferred\"");
        CHECK_OK(webauthn_creation_options(a, &strict, &user, CHALLENGE, NULL, 0, &json));
        CHECK_STR(json, CONTAINS, "\"userVerification\":\"required\"");
        CHECK_STR(json, CONTAINS, "\"residentKey\":\"required\"");
        CHECK_OK(webauthn_request_options(a, &strict, CHALLENGE, known, 1, &json));
        CHECK_OK(json_parse(a, json, &j, NULL));
        CHECK_STR(json_get_text(j, S("rpId")), IS, "example.org");
        CHECK_STR(json_get_text(j, S("userVerification")), IS, "required");
        CHECK(json_get(j, S("allowCredentials"))->child != NULL);
        CHECK_IS(webauthn_request_options(a, &site, CHALLENGE, known, WEBAUTHN_CREDENTIALS_MAX + 1,
                                          &json),
                 INVALID);
        user.id = S("");
        CHECK_IS(webauthn_creation_options(a, &site, &user, CHALLENGE, NULL, 0, &json), INVALID);
}

TEST(webauthn_answers_of_the_browser_are_taken_apart)
{
        WebauthnRegistration r;
        WebauthnAssertion s;
        static const char *const bad[] = {
                "",
                "[]",
                "{}",
                "{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-key\"}",
                "{\"id\":\"AQ\",\"rawId\":\"Ag\",\"type\":\"public-key\",\"response\":{"
                "\"clientDataJSON\":\"e30\","
                "\"attestationObject\":\"oA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}",
                "{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"password\",\"response\":{"
                "\"clientDataJSON\":\"e30\","
                "\"attestationObject\":\"oA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}",
                "{\"id\":\"\",\"rawId\":\"\",\"type\":\"public-key\",\"response\":{"
                "\"clientDataJSON\":\"e30\","
                "\"attestationObject\":\"oA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}",
                "{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-key\",\"response\":{"
                "\"clientDataJSON\":\"e30=\","
                "\"attestationObject\":\"oA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}",
                "{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-key\",\"response\":{"
                "\"clientDataJSON\":1,"
                "\"attestationObject\":\"oA\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}",
        };

        CHECK_OK(webauthn_registration_parse(a,
                                             S("{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-"
                                               "key\",\"response\":{\"clientDataJSON\":\"e30\","
                                               "\"attestationObject\":\"oA\",\"transports\":["
                                               "\"internal\",7,\"a,b\",\"hybrid\",\"\"]},"
                                               "\"clientExtensionResults\":{}}"),
                                             &r));
        CHECK_STR(r.credential_id, IS, "\x01");
        CHECK_STR(r.client_data, IS, "{}");
        CHECK_STR(r.transports, IS, "internal,hybrid");
        CHECK_OK(webauthn_assertion_parse(
                a,
                S("{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-key\",\"response\":{"
                  "\"clientDataJSON\":\"e30\","
                  "\"authenticatorData\":\"oA\",\"signature\":\"AQI\",\"userHandle\":null}}"),
                &s));
        CHECK(str_eq(s.signature, S("\x01\x02")) && str_empty(s.user_handle));
        CHECK_OK(webauthn_assertion_parse(a,
                                          S("{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-"
                                            "key\",\"response\":{\"clientDataJSON\":\"e30\","
                                            "\"authenticatorData\":\"oA\",\"signature\":\"AQI\","
                                            "\"userHandle\":\"dXNlci0x\"}}"),
                                          &s));
        CHECK_STR(s.user_handle, IS, "user-1");
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
                CHECK_IS(webauthn_registration_parse(a, str_from(bad[i]), &r), INVALID);
                CHECK_IS(webauthn_assertion_parse(a, str_from(bad[i]), &s), INVALID);
        }
        for (WebauthnFault f = WEBAUTHN_FINE; f < WEBAUTHN_FAULT_COUNT; f++)
                CHECK(webauthn_fault_name(f) != NULL && strlen(webauthn_fault_name(f)) > 3);
}
