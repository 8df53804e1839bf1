// All that the SDK says of Flatpeak's login and that is in no generated file: the contract does not tell a bearer from other
// strings.

/** The field of the login's answer that holds the bearer. */
export const BEARER = "bearer_token";
/** The field that holds the life of the bearer. */
export const LIFETIME_IN_SECONDS = "expires_in";
/** The code of a 403 that refuses the bearer itself, as far as anyone knows: no page documents what an expired one gets. */
export const REFUSED_CODE = "access_denied";
