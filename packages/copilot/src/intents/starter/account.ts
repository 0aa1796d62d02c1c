import type { SeededIntent } from './starter-intent.js';

export const account: readonly SeededIntent[] = [
  {
    name: 'account-access',
    label: 'Signing in',
    about: 'about signing in to your account',
    aboutIn: {
      de: 'die Anmeldung in Ihrem Konto',
      fr: 'la connexion à votre compte',
      es: 'el acceso a su cuenta',
    },
    en: `
      I can't log in | I cannot sign in to my account | unable to log in | I forgot my password | reset my password
      password reset link does not work | I did not get the password reset email | my account is locked | I am locked out
      my login does not work | wrong password error although it is right | two-factor code never arrives
      I do not receive the verification code | lost access to my account | my account has been blocked | account suspended
      I no longer have access to my email address and can't log in | how do I change my password | login problem
      the site says my user name is unknown | someone hacked my account | I think my account was hacked
      sign in fails | the confirmation link has expired | I can't activate my account | how do I get back into my account
      it logs me out all the time | my password is not accepted | new phone, can't get the code to sign in
      can't create an account, says email already used | access denied when I log in
    `,
    de: `
      ich kann mich nicht anmelden | Passwort vergessen | Login funktioniert nicht | mein Konto ist gesperrt
      der Link zum Zurücksetzen kommt nicht an | ich bekomme keinen Bestätigungscode | Zugang zu meinem Konto verloren
      mein Konto wurde gehackt | Einloggen klappt nicht
    `,
    fr: `
      je n'arrive pas à me connecter | mot de passe oublié | ma connexion ne fonctionne pas | mon compte est bloqué
      je ne reçois pas le lien de réinitialisation | je ne reçois pas le code de vérification | mon compte a été piraté
      impossible d'accéder à mon compte
    `,
    es: `
      no puedo iniciar sesión | olvidé mi contraseña | no puedo entrar en mi cuenta | mi cuenta está bloqueada
      no recibo el correo para restablecer la contraseña | no me llega el código de verificación | hackearon mi cuenta
      la contraseña no funciona
    `,
  },
  {
    name: 'account-change',
    label: 'Change account details',
    about: 'about changing the details of your account',
    aboutIn: {
      de: 'eine Änderung Ihrer Kontodaten',
      fr: 'une modification des données de votre compte',
      es: 'un cambio de los datos de su cuenta',
    },
    en: `
      change my email address | update my account details | I want to change my phone number | change my name on my account
      update my address in my profile | I have moved, please update my address | new phone number for my account
      edit my profile | how do I change my account information | change my billing address in my account
      my last name has changed | correct the spelling of my name | replace my old email with a new one
      update my personal data | change my user name | change the language of my account | update my date of birth
      how do I change my newsletter settings | stop the newsletter emails | change the default delivery address in my account
      merge my two accounts | transfer my account to another email | save a new card in my account
      please change the contact person for our company account | update my contact details | my address is out of date
    `,
    de: `
      E-Mail-Adresse ändern | meine Adresse im Konto ändern | ich bin umgezogen, bitte Adresse aktualisieren
      Telefonnummer aktualisieren | Namen im Profil ändern | Kontodaten bearbeiten | Newsletter abbestellen
    `,
    fr: `
      changer mon adresse e-mail | modifier mes informations personnelles | j'ai déménagé, changer mon adresse
      mettre à jour mon numéro de téléphone | changer le nom de mon compte | modifier mon profil | se désabonner de la newsletter
    `,
    es: `
      cambiar mi correo electrónico | actualizar mis datos | me he mudado, cambien mi dirección
      actualizar mi número de teléfono | cambiar el nombre de mi cuenta | editar mi perfil | darme de baja del boletín
    `,
  },
  {
    name: 'account-deletion',
    label: 'Delete account or data',
    about: 'about deleting your account or your data',
    aboutIn: {
      de: 'die Löschung Ihres Kontos oder Ihrer Daten',
      fr: 'la suppression de votre compte ou de vos données',
      es: 'la eliminación de su cuenta o de sus datos',
    },
    en: `
      delete my account | I want to delete my account | close my account | please remove my account permanently
      erase my personal data | delete all my data | GDPR deletion request | right to be forgotten | remove my data from your database
      how do I delete my profile | deactivate my account | I want my information deleted | please wipe everything you know about me
      what data do you store about me | send me a copy of my personal data | data access request under the GDPR
      I no longer want an account | remove my email from your system | how can I close my account
      permanently close the account | delete my customer profile | stop processing my data | I object to the use of my data
      privacy request | delete my credit card details | terminate my user account | get rid of my account
    `,
    de: `
      Konto löschen | ich möchte mein Konto löschen | bitte löschen Sie meine Daten | Löschung nach DSGVO
      welche Daten haben Sie von mir gespeichert | Kundenkonto schließen | Profil dauerhaft entfernen | Auskunft nach DSGVO
    `,
    fr: `
      supprimer mon compte | je veux supprimer mon compte | effacez mes données personnelles | demande RGPD
      fermer mon compte | quelles données avez-vous sur moi | droit à l'oubli | supprimer toutes mes informations
    `,
    es: `
      eliminar mi cuenta | quiero borrar mi cuenta | borren mis datos personales | solicitud de protección de datos
      cerrar mi cuenta | qué datos tienen de mí | derecho al olvido | eliminar toda mi información
    `,
  },
];
