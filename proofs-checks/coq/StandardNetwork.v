(** Networks of the six activations and three losses: the constants of theory section 3 are what the theorems on
    networks ask for. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation.
From Aimcert Require activation_constants loss_constants.
Local Open Scope R_scope.

Section StandardNetwork.
  Variables (M : nat) (n : nat -> nat) (a : nat -> activation_constants.activation) (l : loss_constants.loss).

  Definition standard_network : architecture := {|
    layers := M;
    width := n;
    activation := fun m => activation_constants.activation_value (a m);
    slope := fun m => activation_constants.activation_derivative (a m);
    loss := loss_constants.loss_value l (n M);
    loss_gradient := loss_constants.loss_gradient l (n M) |}.

  Definition constants_with (om : nat -> R) (chi Lam0 : R) : constants := {|
    spectral := om;
    lipschitz := fun m => activation_constants.activation_lipschitz (a m);
    smoothness := fun m => activation_constants.activation_smoothness (a m);
    input_norm := chi;
    loss_bound := Lam0;
    loss_smoothness := loss_constants.loss_smoothness l |}.

  (** Constants for weights that om covers, |x| <= χ and |y| <= Y; Lam0 depends on X_M, which does not depend on it. *)
  Definition standard_constants (om : nat -> R) (chi Y : R) : constants :=
    constants_with om chi (loss_constants.loss_gradient_bound l (n M) (input_bound (constants_with om chi 0) M) Y).

  Definition standard_sample (chi Y : R) (s : sample) : Prop :=
    norm2 (n 0) (sample_input s) <= chi /\ norm2 (n M) (sample_target s) <= Y
    /\ loss_constants.is_target l (n M) (sample_target s).

  Variables (om : nat -> R) (chi Y : R).
  Let c := standard_constants om chi Y.

  Lemma input_bound_with Lam0 Lam0' m :
    input_bound (constants_with om chi Lam0) m = input_bound (constants_with om chi Lam0') m.
  Proof. induction m as [|m IH]; [easy|]. simpl. now rewrite IH. Qed.

  Lemma constants_with_nonneg Lam0 :
    (forall m, (m < M)%nat -> 0 <= om m) -> 0 <= chi -> 0 <= Lam0 -> nonnegative M (constants_with om chi Lam0).
  Proof.
    intros Hom Hchi HL. split; simpl; intros; try easy.
    - now apply Hom.
    - destruct (activation_constants.activation_constants (a m)) as (_ & _ & Hb & _).
      eapply Rle_trans; [apply Rabs_pos|apply (Hb 0)].
    - destruct (activation_constants.activation_constants (a m)) as (_ & _ & _ & Hs & _).
      specialize (Hs 1 0). rewrite Rminus_0_r, Rabs_R1, Rmult_1_r in Hs. eapply Rle_trans; [apply Rabs_pos|apply Hs].
    - destruct l; simpl; lra.
  Qed.

  Lemma standard_nonneg :
    (forall m, (m < M)%nat -> 0 <= om m) -> 0 <= chi -> 0 <= Y -> nonnegative M c.
  Proof.
    intros Hom Hchi HY. apply constants_with_nonneg; [easy|easy|].
    pose proof (input_bound_nonneg M _ (constants_with_nonneg 0 Hom Hchi (Rle_refl 0)) M (Nat.le_refl M)).
    destruct l; simpl; try apply sqrt_pos. lra.
  Qed.

  Lemma standard_activations : activations_obey standard_network c.
  Proof.
    split; simpl; intros; destruct (activation_constants.activation_constants (a m)) as (H0 & _ & Hb & Hs & Hl); auto.
  Qed.

  Lemma standard_differentiable y :
    loss_constants.is_target l (n M) y -> differentiable standard_network y.
  Proof.
    intros Hy. split; simpl.
    - intros m z _. apply (activation_constants.activation_constants (a m)).
    - now apply loss_constants.loss_constants.
  Qed.

  Lemma standard_sample_obeys s : standard_sample chi Y s -> sample_obeys standard_network c s.
  Proof.
    intros (Hx & HY & Ht). destruct (loss_constants.loss_constants l (n M) _ Ht) as (_ & Hb & Hl). split; try easy.
    intros o Ho. apply Hb; [|easy]. eapply Rle_trans; [exact Ho|]. right. apply input_bound_with.
  Qed.

  Lemma standard_objective_nonneg N samples W :
    (forall k, (k < N)%nat -> standard_sample chi Y (samples k)) -> 0 <= objective standard_network N samples W.
  Proof. intros H. apply mean_of_nonneg; intros k Hk. apply loss_constants.loss_nonneg, (H k Hk). Qed.
End StandardNetwork.
