(** The recursions (S) and (T) of theory section 3, from the constants of the layers alone. Layers are numbered
    0..M-1, so that entry m here is entry m+1 of the theory; signal m enters layer m, signal M leaves the network. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Spaces.
Local Open Scope R_scope.

(** om_m, l_m, s_m of each layer; χ, Lam0, Lam1. *)
Record constants := Constants {
  spectral : nat -> R;
  lipschitz : nat -> R;
  smoothness : nat -> R;
  input_norm : R;
  loss_bound : R;
  loss_smoothness : R }.

Record nonnegative (M : nat) (c : constants) : Prop := {
  spectral_nonneg : forall m, (m < M)%nat -> 0 <= spectral c m;
  lipschitz_nonneg : forall m, (m < M)%nat -> 0 <= lipschitz c m;
  smoothness_nonneg : forall m, (m < M)%nat -> 0 <= smoothness c m;
  input_norm_nonneg : 0 <= input_norm c;
  loss_bound_nonneg : 0 <= loss_bound c;
  loss_smoothness_nonneg : 0 <= loss_smoothness c }.

(** ** Recursions from the last layer: a_{M-1} = last, a_m = step m a_{m+1}. *)
Section FromLast.
  Context {T : Type} (M : nat) (last : T) (step : nat -> T -> T).

  Fixpoint back_from_last (k : nat) : T :=
    match k with O => last | S j => step (pred M - S j)%nat (back_from_last j) end.

  Definition from_last (m : nat) : T := back_from_last (pred M - m)%nat.

  Lemma from_last_last : from_last (pred M) = last.
  Proof. unfold from_last. now rewrite Nat.sub_diag. Qed.

  Lemma from_last_step m : (S m < M)%nat -> from_last m = step m (from_last (S m)).
  Proof.
    intros H. unfold from_last. replace (pred M - m)%nat with (S (pred M - S m)) by lia. simpl. f_equal. lia.
  Qed.
End FromLast.

Lemma induction_from_last (M : nat) (P : nat -> Prop) :
  ((0 < M)%nat -> P (pred M)) -> (forall m, (S m < M)%nat -> P (S m) -> P m) -> forall m, (m < M)%nat -> P m.
Proof.
  intros Hlast Hstep. assert (K : forall k m, (m < M)%nat -> (pred M - m)%nat = k -> P m).
  { induction k as [|k IH]; intros m Hm Hk.
    - replace m with (pred M) by lia. apply Hlast; lia.
    - apply Hstep; [lia|]. apply IH; lia. }
  intros m Hm. now apply (K (pred M - m)%nat).
Qed.

(** ** Bounds (S) *)

(** X_0 = χ, X_{m+1} = l_m om_m X_m. *)
Fixpoint input_bound (c : constants) (m : nat) : R :=
  match m with O => input_norm c | S i => lipschitz c i * spectral c i * input_bound c i end.

(** D_{M-1} = l_{M-1} Lam0, D_m = l_m om_{m+1} D_{m+1}. *)
Definition error_bound (M : nat) (c : constants) : nat -> R :=
  from_last M (lipschitz c (pred M) * loss_bound c) (fun m d => lipschitz c m * spectral c (S m) * d).

(** ** Distances (T) for weights that are e_m apart; [both] says whether backward weights differ too. *)

(** p_0 = 0, p_{m+1} = l_m q_m; q_m = X_m e_m + om_m p_m. *)
Fixpoint input_distance (c : constants) (e : nat -> R) (m : nat) : R :=
  match m with
  | O => 0
  | S i => lipschitz c i * (input_bound c i * e i + spectral c i * input_distance c e i)
  end.

Definition preactivation_distance (c : constants) (e : nat -> R) (m : nat) : R :=
  input_bound c m * e m + spectral c m * input_distance c e m.

(** t_{M-1} = l_{M-1} Lam1 p_M + Lam0 s_{M-1} q_{M-1},
    t_m = l_m (om_{m+1} t_{m+1} + [both] D_{m+1} e_{m+1}) + om_{m+1} D_{m+1} s_m q_m. *)
Definition error_distance (M : nat) (c : constants) (both : bool) (e : nat -> R) : nat -> R :=
  from_last M
    (lipschitz c (pred M) * loss_smoothness c * input_distance c e M
     + loss_bound c * smoothness c (pred M) * preactivation_distance c e (pred M))
    (fun m t => lipschitz c m * (spectral c (S m) * t + (if both then error_bound M c (S m) * e (S m) else 0))
                + spectral c (S m) * error_bound M c (S m) * smoothness c m * preactivation_distance c e m).

(** X_m t_m + D_m p_m: the bound on the distance of the gradients of layer m. *)
Definition gradient_distance (M : nat) (c : constants) (both : bool) (e : nat -> R) (m : nat) : R :=
  input_bound c m * error_distance M c both e m + error_bound M c m * input_distance c e m.

(** The j-th unit vector, and the matrix A ([both] = true) or B (false): column j is that bound at e = unit j. *)
Definition unit_vector (j : nat) : vector := fun i => if Nat.eqb i j then 1 else 0.
Definition stability_matrix (M : nat) (c : constants) (both : bool) : matrix :=
  fun m j => gradient_distance M c both (unit_vector j) m.

(** B diag(√(M-1-j)), whose spectral norm is L_S. *)
Definition delay_matrix (M : nat) (c : constants) : matrix :=
  fun m j => stability_matrix M c false m j * sqrt (INR (M - 1 - j)).

Section Bounds.
  Variables (M : nat) (c : constants).

  Lemma error_bound_last : error_bound M c (pred M) = lipschitz c (pred M) * loss_bound c.
  Proof. apply from_last_last. Qed.

  Lemma error_bound_step m :
    (S m < M)%nat -> error_bound M c m = lipschitz c m * spectral c (S m) * error_bound M c (S m).
  Proof. apply (from_last_step M _ (fun i d => lipschitz c i * spectral c (S i) * d)). Qed.

  Variable both : bool.

  Lemma error_distance_last e :
    error_distance M c both e (pred M)
    = lipschitz c (pred M) * loss_smoothness c * input_distance c e M
      + loss_bound c * smoothness c (pred M) * preactivation_distance c e (pred M).
  Proof. apply from_last_last. Qed.

  Lemma error_distance_step e m :
    (S m < M)%nat ->
    error_distance M c both e m
    = lipschitz c m * (spectral c (S m) * error_distance M c both e (S m)
                       + (if both then error_bound M c (S m) * e (S m) else 0))
      + spectral c (S m) * error_bound M c (S m) * smoothness c m * preactivation_distance c e m.
  Proof. intros H. unfold error_distance at 1. now rewrite from_last_step. Qed.

  (** ** Signs *)
  Hypothesis nonneg : nonnegative M c.

  Lemma input_bound_nonneg m : (m <= M)%nat -> 0 <= input_bound c m.
  Proof.
    destruct nonneg. induction m as [|m IH]; intros H; simpl; [easy|].
    repeat apply Rmult_le_pos; auto with arith.
  Qed.

  Lemma error_bound_nonneg : forall m, (m < M)%nat -> 0 <= error_bound M c m.
  Proof.
    destruct nonneg. apply induction_from_last.
    - intros H. assert (pred M < M)%nat by lia. rewrite error_bound_last. apply Rmult_le_pos; auto.
    - intros m H IH. rewrite error_bound_step by easy. repeat apply Rmult_le_pos; auto with arith.
  Qed.

  Variable e : nat -> R.
  Hypothesis e_nonneg : forall m, (m < M)%nat -> 0 <= e m.

  Lemma input_distance_nonneg m : (m <= M)%nat -> 0 <= input_distance c e m.
  Proof.
    pose proof input_bound_nonneg. destruct nonneg. induction m as [|m IH]; intros Hm; simpl; [lra|].
    apply Rmult_le_pos; auto with arith.
    apply Rplus_le_le_0_compat; apply Rmult_le_pos; auto with arith.
  Qed.

  Lemma preactivation_distance_nonneg m : (m < M)%nat -> 0 <= preactivation_distance c e m.
  Proof.
    intros Hm. pose proof input_bound_nonneg. pose proof input_distance_nonneg. destruct nonneg.
    apply Rplus_le_le_0_compat; apply Rmult_le_pos; auto with arith.
  Qed.

  Lemma error_distance_nonneg : forall m, (m < M)%nat -> 0 <= error_distance M c both e m.
  Proof.
    pose proof error_bound_nonneg as HD. pose proof input_distance_nonneg as Hp.
    pose proof preactivation_distance_nonneg as Hq. destruct nonneg.
    apply induction_from_last.
    - intros H. rewrite error_distance_last.
      assert (pred M < M)%nat by lia.
      apply Rplus_le_le_0_compat; repeat apply Rmult_le_pos; auto with arith.
    - intros m H IH. rewrite error_distance_step by easy.
      assert (0 <= (if both then error_bound M c (S m) * e (S m) else 0)).
      { destruct both; [apply Rmult_le_pos; auto|lra]. }
      assert (0 <= spectral c (S m) * error_distance M c both e (S m)) by (apply Rmult_le_pos; auto).
      apply Rplus_le_le_0_compat; repeat apply Rmult_le_pos; auto with arith. lra.
  Qed.

  Lemma gradient_distance_nonneg m : (m < M)%nat -> 0 <= gradient_distance M c both e m.
  Proof.
    intros H. pose proof error_distance_nonneg. pose proof input_bound_nonneg.
    pose proof error_bound_nonneg. pose proof input_distance_nonneg.
    apply Rplus_le_le_0_compat; apply Rmult_le_pos; auto with arith.
  Qed.
End Bounds.

Lemma unit_vector_nonneg j m : 0 <= unit_vector j m.
Proof. unfold unit_vector. destruct Nat.eqb; lra. Qed.

Lemma stability_matrix_nonneg M c both m j :
  nonnegative M c -> (m < M)%nat -> 0 <= stability_matrix M c both m j.
Proof. intros Hc Hm. apply gradient_distance_nonneg; auto. intros; apply unit_vector_nonneg. Qed.

(** ** Linearity: the bound is Σ_j A_mj e_j for every e. *)
Section Linearity.
  Variables (M : nat) (c : constants) (both : bool) (e : nat -> R).

  (** a e is a linear form in e_0..e_{M-1} when it is the sum of its values at the units. *)
  Let linear (a : (nat -> R) -> R) : Prop := a e = sum_of M (fun j => a (unit_vector j) * e j).

  Lemma linear_entry m : (m < M)%nat -> linear (fun v => v m).
  Proof.
    intros H. unfold linear.
    assert (K : forall k, sum_of k (fun j => unit_vector j m * e j) = if Nat.ltb m k then e m else 0).
    { induction k as [|k IH]; simpl; [easy|]. rewrite IH. unfold unit_vector.
      destruct (Nat.ltb_spec m k), (Nat.eqb_spec m k), (Nat.ltb_spec m (S k)); try lia; subst; ring. }
    rewrite K. now apply Nat.ltb_lt in H as ->.
  Qed.

  Lemma linear_zero : linear (fun _ => 0).
  Proof. unfold linear. rewrite (sum_of_ext M _ (fun _ => 0)), sum_of_zero by (intros; ring). easy. Qed.

  Lemma linear_combination u v a b : linear a -> linear b -> linear (fun x => u * a x + v * b x).
  Proof.
    unfold linear. intros -> ->. rewrite <- !sum_of_scal, <- sum_of_plus. apply sum_of_ext; intros; ring.
  Qed.

  Lemma linear_ext a b : (forall x, a x = b x) -> linear b -> linear a.
  Proof. unfold linear. intros H Hb. rewrite H, Hb. apply sum_of_ext; intros; now rewrite H. Qed.

  Lemma linear_input_distance m : (m <= M)%nat -> linear (fun v => input_distance c v m).
  Proof.
    induction m as [|m IH]; intros H; [apply linear_zero|].
    apply linear_ext with
      (fun v => (lipschitz c m * input_bound c m) * v m + (lipschitz c m * spectral c m) * input_distance c v m).
    - intros; simpl; ring.
    - apply linear_combination; [now apply linear_entry|apply IH; lia].
  Qed.

  Lemma linear_preactivation_distance m : (m < M)%nat -> linear (fun v => preactivation_distance c v m).
  Proof. intros H. apply linear_combination; [now apply linear_entry|apply linear_input_distance; lia]. Qed.

  Lemma linear_error_distance : forall m, (m < M)%nat -> linear (fun v => error_distance M c both v m).
  Proof.
    apply induction_from_last.
    - intros H. apply (linear_ext _ _ (fun v => error_distance_last M c both v)).
      apply (linear_combination (lipschitz c (pred M) * loss_smoothness c) (loss_bound c * smoothness c (pred M))
        (fun v => input_distance c v M) (fun v => preactivation_distance c v (pred M))).
      + now apply linear_input_distance.
      + apply linear_preactivation_distance; lia.
    - intros m H IH.
      apply linear_ext with (fun v =>
        1 * ((lipschitz c m * spectral c (S m)) * error_distance M c both v (S m)
             + (if both then lipschitz c m * error_bound M c (S m) else 0) * v (S m))
        + (spectral c (S m) * error_bound M c (S m) * smoothness c m) * preactivation_distance c v m).
      + intros v. rewrite error_distance_step by easy. destruct both; ring.
      + apply linear_combination; [apply linear_combination; [easy|now apply linear_entry]|].
        apply linear_preactivation_distance; lia.
  Qed.

  (** X_m t_m + D_m p_m = Σ_j A_mj e_j. *)
  Theorem gradient_distance_linear m :
    (m < M)%nat -> gradient_distance M c both e m = matvec M (stability_matrix M c both) e m.
  Proof.
    intros H. apply (linear_combination (input_bound c m) (error_bound M c m)
      (fun v => error_distance M c both v m) (fun v => input_distance c v m)).
    - now apply linear_error_distance.
    - apply linear_input_distance; lia.
  Qed.
End Linearity.
