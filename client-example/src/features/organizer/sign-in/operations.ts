import { graphql } from '../../../api/graphql';

export const requestSignInMutation = graphql(`
  mutation RequestSignIn($email: EmailAddress!, $locale: String) {
    requestSignIn(input: { email: $email, locale: $locale }) {
      linkMinutes
    }
  }
`);

export const signInMutation = graphql(`
  mutation SignIn($secret: String!) {
    signIn(input: { secret: $secret }) {
      __typename
      ... on SignInPayload {
        session {
          token
        }
      }
    }
  }
`);

export const acceptInvitationMutation = graphql(`
  mutation AcceptInvitation($secret: String!, $email: EmailAddress, $locale: String) {
    acceptInvitation(input: { secret: $secret, email: $email, locale: $locale }) {
      __typename
      ... on AcceptInvitationPayload {
        organization {
          id
          name
        }
        session {
          token
        }
      }
      ... on InvitationMailed {
        email
      }
      ... on Problem {
        message
      }
    }
  }
`);
